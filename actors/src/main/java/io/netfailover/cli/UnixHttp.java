package io.netfailover.cli;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * HTTP/1.0 over a Unix socket: one request a connection, the answer ends where the connection ends (RFC 1945 section 7.2.2). That is all
 * that talking to our own daemon needs, and {@code java.net.http} knows no Unix sockets.
 */
final class UnixHttp {
    private final Path socket;
    private final Duration timeout;

    UnixHttp(Path socket, Duration timeout) {
        this.socket = socket;
        this.timeout = timeout;
    }

    /** @param body empty for a request without one */
    Reply exchange(String method, String target, String body) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Deadline deadline = new Deadline(channel, timeout)) {
            try {
                send(channel, method, target, body);
                Input input = new Input(channel);
                Head head = Head.read(input);
                return new Reply(head.status, input.rest(head.contentLength));
            } catch (ClosedChannelException e) {
                throw deadline.explain(e);
            }
        }
    }

    /**
     * Hands every line of a stream to {@code lines} until the daemon closes it; only its beginning is under the deadline.
     *
     * @return the answer when it was not a success, else an empty one
     */
    Reply stream(String target, Consumer<String> lines) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Deadline deadline = new Deadline(channel, timeout)) {
            Input input;
            Head head;
            try {
                send(channel, "GET", target, "");
                input = new Input(channel);
                head = Head.read(input);
            } catch (ClosedChannelException e) {
                throw deadline.explain(e);
            }
            if (head.status != 200) {
                return new Reply(head.status, input.rest(head.contentLength));
            }
            deadline.disarm();
            for (String line = input.line(); line != null; line = input.line()) {
                lines.accept(line);
            }
            return new Reply(head.status, "");
        }
    }

    private void send(SocketChannel channel, String method, String target, String body) throws IOException {
        channel.connect(UnixDomainSocketAddress.of(socket));
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String entity = content.length == 0
                ? ""
                : "Content-Type: application/json\r\nContent-Length: " + content.length + "\r\n";
        String head = method + " " + target + " HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n" + entity + "\r\n";
        ByteBuffer request = ByteBuffer.wrap(concat(head.getBytes(StandardCharsets.US_ASCII), content));
        while (request.hasRemaining()) {
            channel.write(request);
        }
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** Thrown when the daemon did not answer in time. */
    static final class TimedOutException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /**
     * Closes the channel when the time is up: a blocking Unix channel has no read timeout of its own, and connecting to a daemon that
     * accepts no more connections blocks as well.
     */
    private static final class Deadline implements AutoCloseable {
        private final Thread watch;
        private volatile boolean expired;

        Deadline(SocketChannel channel, Duration timeout) {
            watch = new Thread(() -> watch(channel, timeout), "deadline");
            watch.setDaemon(true);
            watch.start();
        }

        private void watch(SocketChannel channel, Duration timeout) {
            try {
                Thread.sleep(timeout.toMillis());
                expired = true;
                channel.close();
            } catch (InterruptedException e) {
                // The answer came in time.
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                expired = true;
            }
        }

        IOException explain(ClosedChannelException e) {
            return expired ? new TimedOutException() : e;
        }

        void disarm() {
            watch.interrupt();
        }

        @Override
        public void close() {
            disarm();
        }
    }

    private record Head(int status, int contentLength) {
        static Head read(Input input) throws IOException {
            String statusLine = input.line();
            if (statusLine == null) {
                throw new EOFException("the daemon closed the connection without an answer");
            }
            String[] words = statusLine.split(" ", 3);
            if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("[1-5][0-9][0-9]")) {
                throw new ProtocolException("this is no answer in HTTP: '" + statusLine + "'");
            }
            int contentLength = -1;
            for (String line = input.line(); line == null || !line.isEmpty(); line = input.line()) {
                if (line == null) {
                    throw new EOFException("the daemon closed the connection within its answer");
                }
                if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                    contentLength = length(line.substring(15).trim());
                }
            }
            return new Head(Integer.parseInt(words[1]), contentLength);
        }

        private static int length(String digits) throws ProtocolException {
            if (!digits.matches("[0-9]{1,9}")) {
                throw new ProtocolException("this is no content length: '" + digits + "'");
            }
            return Integer.parseInt(digits);
        }
    }
}
