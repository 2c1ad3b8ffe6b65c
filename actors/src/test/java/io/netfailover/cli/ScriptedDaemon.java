package io.netfailover.cli;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Answers on a Unix socket what it was told to, byte by byte as written, so that also broken answers can be given. */
final class ScriptedDaemon implements AutoCloseable {
    /** What the client sent. */
    record Request(String line, String body) {}

    private final ServerSocketChannel server;
    private final Thread thread;
    private final Map<String, Queue<String>> answers = new ConcurrentHashMap<>();
    private final List<SocketChannel> unanswered = new ArrayList<>();
    final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    ScriptedDaemon(Path socket) throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        thread = new Thread(this::serve, "scripted-daemon");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Answers to the same request are given in turn, the last one for ever.
     *
     * @param request method and target: {@code GET /v1/status}
     */
    ScriptedDaemon answering(String request, int status, String json) {
        return answeringRaw(
                request,
                "HTTP/1.1 " + status + " Whatever\r\nContent-Type: application/json\r\nContent-Length: "
                        + json.getBytes(StandardCharsets.UTF_8).length + "\r\nConnection: close\r\n\r\n" + json);
    }

    ScriptedDaemon answeringRaw(String request, String bytes) {
        answers.computeIfAbsent(request, key -> new ConcurrentLinkedQueue<>()).add(bytes);
        return this;
    }

    /** A request without an answer is kept open and never answered. */
    private void serve() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                Request request = read(client);
                requests.add(request);
                Queue<String> turns = answers.get(request.line().replace(" HTTP/1.0", ""));
                String answer = turns == null ? null : turns.size() > 1 ? turns.poll() : turns.peek();
                if (answer == null) {
                    unanswered.add(client);
                    continue;
                }
                ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    client.write(bytes);
                }
                client.close();
            }
        } catch (IOException e) {
            // Closed by the test.
        }
    }

    private static Request read(SocketChannel client) throws IOException {
        Input input = new Input(client);
        String line = String.valueOf(input.line());
        int length = 0;
        for (String header = input.line(); header != null && !header.isEmpty(); header = input.line()) {
            if (header.startsWith("Content-Length: ")) {
                length = Integer.parseInt(header.substring("Content-Length: ".length()));
            }
        }
        return new Request(line, length == 0 ? "" : input.rest(length));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel client : unanswered) {
            client.close();
        }
        thread.interrupt();
    }
}
