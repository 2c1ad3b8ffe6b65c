package io.netfailover.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** QEMU's machine protocol, as far as a lab needs it: one command at a time, and the events that came meanwhile. */
public final class Qmp implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final SocketChannel channel;
    private final List<JsonNode> replies = new ArrayList<>();
    private final List<JsonNode> events = new ArrayList<>();
    private final AtomicInteger lastId = new AtomicInteger();
    private boolean gone;

    private Qmp(SocketChannel channel) {
        this.channel = channel;
    }

    static Qmp connect(Path socket, Duration limit) {
        Qmp qmp = new Qmp(UnixSocket.connect(socket, limit));
        GuestAgent.daemon(qmp::read, "qmp-reader").start();
        qmp.execute("qmp_capabilities", Map.of());
        return qmp;
    }

    /**
     * @return what QEMU returned
     * @throws LabException with QEMU's words when it refused, was gone or silent
     */
    public JsonNode execute(String command, Map<String, ?> arguments) {
        int id = lastId.incrementAndGet();
        try {
            byte[] request = JSON.writeValueAsBytes(Map.of("execute", command, "arguments", arguments, "id", id));
            UnixSocket.writeFully(channel, ByteBuffer.wrap(request));
        } catch (IOException e) {
            throw new LabException("cannot send " + command + " to QEMU: " + e.getMessage(), e);
        }
        JsonNode reply = take(replies, candidate -> candidate.path("id").asInt() == id, LIMIT)
                .orElseThrow(() -> new LabException("QEMU did not answer " + command));
        if (reply.has("error")) {
            throw new LabException("QEMU refused " + command + ": "
                    + reply.path("error").path("desc").asText());
        }
        return reply.path("return");
    }

    /** The first such event that nobody has taken yet; empty when there is none within {@code limit}. */
    public Optional<JsonNode> event(String name, Predicate<JsonNode> data, Duration limit) {
        return take(events, event -> event.path("event").asText().equals(name) && data.test(event.path("data")), limit);
    }

    private synchronized Optional<JsonNode> take(List<JsonNode> from, Predicate<JsonNode> wanted, Duration limit) {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        while (true) {
            for (Iterator<JsonNode> all = from.iterator(); all.hasNext(); ) {
                JsonNode candidate = all.next();
                if (wanted.test(candidate)) {
                    all.remove();
                    return Optional.of(candidate);
                }
            }
            long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
            if (gone || leftMs <= 0) {
                return Optional.empty();
            }
            try {
                wait(leftMs);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
                add(JSON.readTree(line));
            }
        } catch (IOException e) {
            // QEMU ended, or we closed the socket; whoever waits is told below.
        }
        leave();
    }

    private synchronized void add(JsonNode message) {
        if (message.has("event")) {
            events.add(message);
        } else if (message.has("id")) {
            replies.add(message);
        }
        notifyAll();
    }

    private synchronized void leave() {
        gone = true;
        notifyAll();
    }

    @Override
    public void close() {
        UnixSocket.close(channel);
    }
}
