package io.netfailover.bench;

import io.netfailover.lab.LabException;
import io.netfailover.lab.LabNamespace;
import io.netfailover.os.NetworkNamespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/** A bulk transfer, a window at a time. */
final class TcpLoad implements Load {
    private static final int WINDOW_BYTES = 256 << 10;

    /** Several windows, so that TCP's own flow control never limits. */
    private static final int BUFFER = 2 << 20;

    private final SocketChannel sender;
    private final SocketChannel receiver;
    private final ByteBuffer out = ByteBuffer.allocateDirect(WINDOW_BYTES);
    private final ByteBuffer in = ByteBuffer.allocateDirect(WINDOW_BYTES);

    TcpLoad(LabNamespace from, InetSocketAddress fromAddress, LabNamespace to, InetSocketAddress toAddress)
            throws IOException {
        try (ServerSocketChannel server = NetworkNamespace.named(to.name())
                .<ServerSocketChannel, IOException>call(() -> ServerSocketChannel.open()
                        .setOption(StandardSocketOptions.SO_RCVBUF, BUFFER)
                        .bind(toAddress))) {
            SocketChannel client = NetworkNamespace.named(from.name())
                    .<SocketChannel, IOException>call(() -> SocketChannel.open()
                            .setOption(StandardSocketOptions.SO_SNDBUF, BUFFER)
                            .setOption(StandardSocketOptions.TCP_NODELAY, true)
                            .bind(fromAddress));
            client.connect(server.getLocalAddress());
            sender = client;
            receiver = server.accept();
        }
        sender.configureBlocking(false);
        receiver.configureBlocking(false);
    }

    @Override
    public long window() throws IOException {
        out.clear();
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        for (int received = 0; received < WINDOW_BYTES; ) {
            if (out.hasRemaining()) {
                sender.write(out);
            }
            int n = receiver.read(in.clear());
            received += Math.max(n, 0);
            if (n <= 0) {
                // What is left is with a kernel thread, which has no turn as long as this one runs.
                LockSupport.parkNanos(1);
            }
            if (n <= 0 && System.nanoTime() > deadlineNs) {
                throw new LabException(
                        WINDOW_BYTES - received + " bytes did not arrive at " + receiver.getLocalAddress());
            }
        }
        return WINDOW_BYTES;
    }

    @Override
    public void close() throws IOException {
        sender.close();
        receiver.close();
    }
}
