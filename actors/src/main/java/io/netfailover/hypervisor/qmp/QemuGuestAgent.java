package io.netfailover.hypervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfailover.hypervisor.GuestInterface;
import io.netfailover.types.MacAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** qemu-guest-agent (docs/interop/qemu-ga-ref). A guest may run none, stop it or lie: then there is no answer, which is no failure. */
final class QemuGuestAgent {
    private static final Logger LOG = LoggerFactory.getLogger(QemuGuestAgent.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger SYNC = new AtomicInteger();
    private static final int LINES_OF_OTHERS = 100;
    /** A guest must not make us look names up. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private QemuGuestAgent() {}

    static Optional<List<GuestInterface>> interfaces(Path socket, Deadline deadline) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                return Optional.empty(); // the port serves one client, and has another
            }
            channel.configureBlocking(true);
            CompletableFuture.delayedExecutor(deadline.left().toNanos(), TimeUnit.NANOSECONDS)
                    .execute(() -> close(channel)); // ends a read that would wait for ever
            BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            if (!synchronised(channel, in)) {
                return Optional.empty();
            }
            ask(channel, "guest-network-get-interfaces", Map.of());
            JsonNode reply = JSON.readTree(line(in)).path("return");
            return reply.isArray() ? Optional.of(interfaces(reply)) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What was asked before us may still be answered first: then the number that we sent comes later. */
    private static boolean synchronised(SocketChannel channel, BufferedReader in) throws IOException {
        int number = SYNC.incrementAndGet();
        ask(channel, "guest-sync", Map.of("id", number));
        for (int i = 0; i < LINES_OF_OTHERS; i++) {
            JsonNode answer = JSON.readTree(line(in)).path("return");
            if (answer.isInt() && answer.asInt() == number) {
                return true;
            }
        }
        return false;
    }

    private static void ask(SocketChannel channel, String command, Map<String, ?> arguments) throws IOException {
        byte[] request =
                (Json.text(Map.of("execute", command, "arguments", arguments)) + "\n").getBytes(StandardCharsets.UTF_8);
        for (ByteBuffer bytes = ByteBuffer.wrap(request); bytes.hasRemaining(); ) {
            channel.write(bytes);
        }
    }

    private static String line(BufferedReader in) throws IOException {
        @Nullable String line = in.readLine();
        if (line == null) {
            throw new IOException("the agent is gone");
        }
        return line;
    }

    private static List<GuestInterface> interfaces(JsonNode reply) {
        List<GuestInterface> found = new ArrayList<>();
        for (JsonNode link : reply) {
            if (link.has("hardware-address")) { // tunnels have none
                found.add(new GuestInterface(
                        link.path("name").asText(),
                        MacAddress.parse(link.path("hardware-address").asText()),
                        addresses(link.path("ip-addresses"))));
            }
        }
        return found;
    }

    private static List<InetAddress> addresses(JsonNode reply) {
        List<InetAddress> found = new ArrayList<>();
        for (JsonNode address : reply) {
            String text = address.path("ip-address").asText();
            if (LITERAL.matcher(text).matches()) {
                try {
                    found.add(InetAddress.getByName(text));
                } catch (UnknownHostException e) {
                    throw new IllegalArgumentException("'" + text + "' is no address", e);
                }
            }
        }
        return found;
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("cannot close a guest agent's socket", e);
        }
    }
}
