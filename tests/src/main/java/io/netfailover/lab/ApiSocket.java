package io.netfailover.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Asks a daemon by its Unix socket, so that a start is timed without starting a client over and over. */
final class ApiSocket {
    private ApiSocket() {}

    /** The body of the answer; empty while nobody answers. */
    static Optional<String> get(Path socket, String target) {
        return ask(socket, "GET " + target + " HTTP/1.0\r\nHost: localhost\r\n\r\n", "HTTP/1.1 200");
    }

    /** The body of the answer, whatever it is; empty while nobody answers. */
    static Optional<String> post(Path socket, String target, String body) {
        int bytes = body.getBytes(StandardCharsets.UTF_8).length;
        return ask(
                socket,
                "POST " + target + " HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + bytes + "\r\n\r\n" + body,
                "HTTP/1.1 ");
    }

    private static Optional<String> ask(Path socket, String request, String wanted) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            Channels.newInputStream(channel).transferTo(answer);
            String text = answer.toString(StandardCharsets.UTF_8);
            int body = text.indexOf("\r\n\r\n");
            return text.startsWith(wanted) && body > 0 ? Optional.of(text.substring(body + 4)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
