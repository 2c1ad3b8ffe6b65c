package io.netfailover.hypervisor.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfailover.hypervisor.GuestInterface;
import io.netfailover.types.MacAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuGuestAgentTest {
    private static final Duration AMPLE = Duration.ofSeconds(10);
    private static final Duration BRIEF = Duration.ofMillis(100);
    /** As agent 7.2 of a Debian 12 guest answers. */
    private static final String INTERFACES =
            "{\"return\": [{\"name\": \"lo\", \"ip-addresses\": [{\"ip-address-type\": \"ipv4\", \"ip-address\":"
                    + " \"127.0.0.1\", \"prefix\": 8}], \"hardware-address\": \"00:00:00:00:00:00\"}, {\"name\": \"sit0\"},"
                    + " {\"name\": \"eth0\", \"ip-addresses\": [{\"ip-address-type\": \"ipv6\", \"ip-address\":"
                    + " \"fe80::1\", \"prefix\": 64}, {\"ip-address-type\": \"ipv4\", \"ip-address\": \"evil.example.org\"}],"
                    + " \"hardware-address\": \"52:54:00:00:12:53\"}]}";

    @TempDir
    Path directory;

    private Path socket;
    private ServerSocketChannel server;
    private volatile Function<JsonNode, String> script = request -> "";

    @BeforeEach
    void listen() throws IOException {
        socket = directory.resolve("agent");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket), 1);
        Thread thread = new Thread(this::serve, "scripted-agent");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private void serve() {
        try (SocketChannel client = server.accept()) {
            BufferedReader in = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String answer = script.apply(new ObjectMapper().readTree(line));
                client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    private static byte[] linkLocal() {
        byte[] address = new byte[16];
        address[0] = (byte) 0xfe;
        address[1] = (byte) 0x80;
        address[15] = 1;
        return address;
    }

    private static String sync(JsonNode request) {
        return "{\"return\": " + request.path("arguments").path("id") + "}\n";
    }

    @Test
    void linksAndTheirAddressesAreTold() throws Exception {
        script = request -> request.path("execute").asText().equals("guest-sync") ? sync(request) : INTERFACES + "\n";

        assertThat(QemuGuestAgent.interfaces(socket, Deadline.in(AMPLE)))
                .contains(List.of(
                        new GuestInterface(
                                "lo", new MacAddress(0), List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))),
                        new GuestInterface(
                                "eth0",
                                MacAddress.parse("52:54:00:00:12:53"),
                                List.of(InetAddress.getByAddress(linkLocal())))));
    }

    @Test
    void anAnswerToAnEarlierQuestionIsPassedOver() {
        script = request -> request.path("execute").asText().equals("guest-sync")
                ? "{\"return\": []}\n{\"return\": 0}\n" + sync(request)
                : INTERFACES + "\n";

        assertThat(QemuGuestAgent.interfaces(socket, Deadline.in(AMPLE))).isPresent();
    }

    @Test
    void aGuestWithoutAgentIsNoFailure() {
        assertThat(QemuGuestAgent.interfaces(socket, Deadline.in(BRIEF))).isEmpty();
    }

    @Test
    void anAgentThatMayNotTellIsNoFailure() {
        script = request -> request.path("execute").asText().equals("guest-sync")
                ? sync(request)
                : "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"disabled\"}}\n";

        assertThat(QemuGuestAgent.interfaces(socket, Deadline.in(AMPLE))).isEmpty();
    }

    @Test
    void noSocketIsNoFailure() {
        assertThat(QemuGuestAgent.interfaces(directory.resolve("none"), Deadline.in(AMPLE)))
                .isEmpty();
    }
}
