package io.netfailover.lab;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Host end of the serial port on which {@code tests/guest/root/agent} runs commands; that file says what is sent. */
final class GuestAgent implements AutoCloseable {
    private static final String READY = "ready";
    /** Of all connections: a guest that has moved may still be busy with what it was sent before. */
    private static final AtomicInteger LAST_ID = new AtomicInteger();

    private final SocketChannel channel;
    private final Map<String, CompletableFuture<Reply>> pending = new ConcurrentHashMap<>();
    private final CompletableFuture<Reply> ready = new CompletableFuture<>();
    // A guest that has stopped reading must not stop the caller, whose wait has a limit.
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(runnable -> daemon(runnable, "guest-agent-writer"));

    /** How a script in the guest ended. */
    static final class Reply {
        private final int exit;
        private final byte[] out;
        private final byte[] err;

        private Reply(int exit, byte[] out, byte[] err) {
            this.exit = exit;
            this.out = out;
            this.err = err;
        }

        int exit() {
            return exit;
        }

        /** As it is, since it may be no text. */
        byte[] outBytes() {
            return out;
        }

        String out() {
            return new String(out, StandardCharsets.UTF_8);
        }

        String err() {
            return new String(err, StandardCharsets.UTF_8);
        }
    }

    /** A script that was sent, and its number, by which the guest knows its process group. */
    record Sent(String id, CompletableFuture<Reply> reply) {}

    private GuestAgent(SocketChannel channel) {
        this.channel = channel;
        pending.put(READY, ready);
    }

    static GuestAgent connect(Path socket, Duration limit) {
        GuestAgent agent = new GuestAgent(UnixSocket.connect(socket, limit));
        daemon(agent::read, "guest-agent-reader").start();
        return agent;
    }

    static Thread daemon(Runnable runnable, String name) {
        Thread thread = new Thread(runnable, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Done when the guest's init has ended; its output is the uptime then, in seconds. */
    CompletableFuture<Reply> ready() {
        return ready;
    }

    Sent send(String script, byte[] input) {
        String id = Integer.toString(LAST_ID.incrementAndGet());
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        pending.put(id, reply);
        byte[] body = script.getBytes(StandardCharsets.UTF_8);
        byte[] head = (id + " " + body.length + " " + input.length + "\n").getBytes(StandardCharsets.US_ASCII);
        writer.execute(() -> {
            try {
                for (byte[] part : new byte[][] {head, body, input}) {
                    UnixSocket.writeFully(channel, ByteBuffer.wrap(part));
                }
            } catch (IOException e) {
                fail(e);
            }
        });
        return new Sent(id, reply);
    }

    private void read() {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)))) {
            while (true) {
                String[] head = line(in).split(" ", -1);
                byte[] out = in.readNBytes(Integer.parseInt(head[2]));
                byte[] err = in.readNBytes(Integer.parseInt(head[3]));
                CompletableFuture<Reply> reply = pending.remove(head[0]);
                if (reply != null) {
                    reply.complete(new Reply(Integer.parseInt(head[1]), out, err));
                }
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the guest is gone");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private void fail(Exception cause) {
        pending.values().forEach(reply -> reply.completeExceptionally(cause));
    }

    @Override
    public void close() {
        writer.shutdownNow();
        UnixSocket.close(channel);
        fail(new IOException("the guest was closed"));
    }
}
