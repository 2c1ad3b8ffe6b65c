package io.netfailover.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One HTTP/1.0 request over a Unix socket, byte by byte. */
final class UnixClient implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader reader;

    /** An answer that has ended. */
    record Answer(int status, String head, String body) {}

    private UnixClient(SocketChannel channel) {
        this.channel = channel;
        InputStream in = Channels.newInputStream(channel);
        this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    static UnixClient open(Path socket, String request, String body) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = request + " HTTP/1.0\r\nHost: daemon\r\nContent-Length: " + content.length + "\r\n\r\n";
        channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8)));
        channel.write(ByteBuffer.wrap(content));
        return new UnixClient(channel);
    }

    static Answer ask(Path socket, String request, String body) throws IOException {
        try (UnixClient client = open(socket, request, body)) {
            String[] parts = client.rest().split("\n\n", 2);
            return new Answer(Integer.parseInt(parts[0].split(" ", -1)[1]), parts[0], parts[1]);
        }
    }

    /** Reads up to the first line that starts so. */
    String await(String start) throws IOException {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith(start)) {
                return line;
            }
        }
        throw new AssertionError("the stream ended without '" + start + "'");
    }

    /** Reads to the end. */
    String rest() {
        StringBuilder all = new StringBuilder();
        reader.lines().forEach(line -> all.append(line).append('\n'));
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
