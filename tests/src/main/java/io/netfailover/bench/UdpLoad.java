package io.netfailover.bench;

import io.netfailover.lab.LabException;
import io.netfailover.lab.LabNamespace;
import io.netfailover.os.NetworkNamespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Small datagrams, a window at a time. */
final class UdpLoad implements Load {
    private static final int WINDOW = 32;
    private static final int BYTES = 64;
    private static final int BUFFER = 1 << 20;

    private final DatagramChannel sender;
    private final DatagramChannel receiver;
    private final ByteBuffer out = ByteBuffer.allocateDirect(BYTES);
    private final ByteBuffer in = ByteBuffer.allocateDirect(BYTES);

    UdpLoad(LabNamespace from, InetSocketAddress fromAddress, LabNamespace to, InetSocketAddress toAddress)
            throws IOException {
        receiver = open(to, toAddress, fromAddress);
        sender = open(from, fromAddress, toAddress);
        receiver.configureBlocking(false);
    }

    /** Connected, and blocking. */
    static DatagramChannel open(LabNamespace where, InetSocketAddress own, InetSocketAddress other) throws IOException {
        return NetworkNamespace.named(where.name())
                .<DatagramChannel, IOException>call(() -> DatagramChannel.open(StandardProtocolFamily.INET)
                        .setOption(StandardSocketOptions.SO_RCVBUF, BUFFER)
                        .setOption(StandardSocketOptions.SO_SNDBUF, BUFFER)
                        .bind(own)
                        .connect(other));
    }

    @Override
    public long window() throws IOException {
        for (int i = 0; i < WINDOW; i++) {
            sender.write(out.clear());
        }
        long deadlineNs = 0;
        for (int received = 0; received < WINDOW; ) {
            if (receiver.read(in.clear()) > 0) {
                received++;
            } else if (deadlineNs == 0) {
                deadlineNs = System.nanoTime() + PATIENCE_NS;
            } else if (System.nanoTime() > deadlineNs) {
                throw new LabException(WINDOW - received + " of " + WINDOW + " datagrams did not arrive at "
                        + receiver.getLocalAddress());
            }
        }
        return WINDOW;
    }

    @Override
    public void close() throws IOException {
        sender.close();
        receiver.close();
    }
}
