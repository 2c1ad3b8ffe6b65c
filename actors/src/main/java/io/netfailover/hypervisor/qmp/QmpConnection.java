package io.netfailover.hypervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One conversation with one QEMU (docs/interop/qmp-spec.txt). Many threads may ask at once, each answer finds its question by the id; a
 * thread of its own reads. After a question without an answer it is over: what QEMU may say later is no longer awaited by anybody.
 */
final class QmpConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QmpConnection.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GREETING = "QMP";
    /** In a queue of events, for the end of the conversation. */
    private static final QmpEvent END = new QmpEvent("", NullNode.getInstance());

    private final Path socket;
    private final SocketChannel channel;
    private final Consumer<QmpEvent> listener;
    private final Runnable onEnd;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
    private volatile boolean over;

    private QmpConnection(Path socket, SocketChannel channel, Consumer<QmpEvent> listener, Runnable onEnd) {
        this.socket = socket;
        this.channel = channel;
        this.listener = listener;
        this.onEnd = onEnd;
    }

    /**
     * @param listener hears every event, on the reading thread
     * @param onEnd called once when the conversation is over, whoever ended it
     * @return empty when nobody listens there
     */
    static Optional<QmpConnection> open(Path socket, Consumer<QmpEvent> listener, Runnable onEnd, Deadline deadline) {
        Optional<SocketChannel> channel = connect(socket);
        if (channel.isEmpty()) {
            return Optional.empty();
        }
        QmpConnection connection = new QmpConnection(socket, channel.get(), listener, onEnd);
        Thread reader = new Thread(connection::read, "qmp-" + socket.getFileName());
        reader.setDaemon(true);
        reader.start();
        try {
            connection.greeting.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
            connection.execute("qmp_capabilities", Map.of(), deadline);
            return Optional.of(connection);
        } catch (TimeoutException | ExecutionException e) {
            connection.close();
            throw QmpErrors.silent(socket);
        } catch (InterruptedException e) {
            connection.close();
            Thread.currentThread().interrupt();
            throw QmpErrors.silent(socket);
        }
    }

    /** Never blocks: QEMU's backlog is one, and a blocking connect would wait behind another client for ever. */
    private static Optional<SocketChannel> connect(Path socket) {
        @Nullable SocketChannel channel = null;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                closeQuietly(channel);
                throw QmpErrors.silent(socket);
            }
            channel.configureBlocking(true);
            return Optional.of(channel);
        } catch (IOException e) {
            if (channel != null) {
                closeQuietly(channel);
            }
            return Optional.empty(); // no such file, or nobody listens any more
        }
    }

    /**
     * @return what QEMU returned
     * @throws io.netfailover.hypervisor.HypervisorException when it refused, ended or did not answer
     */
    JsonNode execute(String command, Map<String, ?> arguments, Deadline deadline) {
        long id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        pending.put(id, reply);
        try {
            write(JSON.writeValueAsBytes(Map.of("execute", command, "arguments", arguments, "id", id)));
            JsonNode message = reply.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
            if (message.has("error")) {
                throw QmpErrors.refused(command, message.path("error"));
            }
            return message.path("return");
        } catch (TimeoutException e) {
            close();
            throw QmpErrors.unanswered(command);
        } catch (IOException | ExecutionException e) {
            throw QmpErrors.lost(socket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QmpErrors.lost(socket);
        } finally {
            pending.remove(id);
        }
    }

    private synchronized void write(byte[] request) throws IOException {
        if (over) {
            throw new IOException("over");
        }
        for (ByteBuffer bytes = ByteBuffer.wrap(request); bytes.hasRemaining(); ) {
            channel.write(bytes);
        }
    }

    /** Collects events from now on: begin before asking for what they will tell. */
    Watch watch(Predicate<QmpEvent> wanted) {
        Watch watch = new Watch(wanted);
        watches.add(watch);
        if (over) {
            watch.seen.add(END);
        }
        return watch;
    }

    /** Events of some kind, in the order in which they came. */
    final class Watch implements AutoCloseable {
        private final Predicate<QmpEvent> wanted;
        private final LinkedBlockingQueue<QmpEvent> seen = new LinkedBlockingQueue<>();

        private Watch(Predicate<QmpEvent> wanted) {
            this.wanted = wanted;
        }

        /**
         * @return empty when there is none before the deadline
         * @throws io.netfailover.hypervisor.HypervisorException when QEMU has ended
         */
        Optional<QmpEvent> next(Deadline deadline) {
            try {
                @Nullable QmpEvent event = seen.poll(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
                if (END.equals(event)) {
                    throw QmpErrors.lost(socket);
                }
                return Optional.ofNullable(event);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw QmpErrors.lost(socket);
            }
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
                take(JSON.readTree(line));
            }
        } catch (IOException e) {
            LOG.debug("{}: {}", socket, e.getMessage()); // QEMU or we closed it, or that was no JSON
        } finally {
            end();
        }
    }

    private void take(JsonNode message) {
        if (message.has(GREETING)) {
            greeting.complete(message);
        } else if (message.has("event")) {
            QmpEvent event = new QmpEvent(message.path("event").asText(), message.path("data"));
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                LOG.error("a listener failed on {}", event, e); // it must not end the hearing
            }
            watches.stream().filter(watch -> watch.wanted.test(event)).forEach(watch -> watch.seen.add(event));
        } else {
            CompletableFuture<JsonNode> reply =
                    pending.remove(message.path("id").asLong());
            if (reply != null) {
                reply.complete(message);
            }
        }
    }

    private void end() {
        synchronized (this) {
            over = true;
        }
        closeQuietly(channel);
        IOException ended = new IOException("QEMU closed " + socket);
        greeting.completeExceptionally(ended);
        pending.values().forEach(reply -> reply.completeExceptionally(ended));
        watches.forEach(watch -> watch.seen.add(END));
        onEnd.run();
    }

    boolean isOpen() {
        return !over;
    }

    /** The reading thread sees it and tells all who wait. */
    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("cannot close a QMP socket", e);
        }
    }
}
