package io.netfailover.lab;

import io.netfailover.os.NetworkNamespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.function.BooleanSupplier;

/** A UDP socket of a probe, not connected, in a namespace; its packets begin with their number, 8 bytes. */
final class ProbeSocket implements AutoCloseable {
    private static final int PACKET_BYTES = 64;
    private static final int BUFFER_BYTES = 4 << 20;

    interface Receiver {
        /** @param packet whose position is behind what came */
        void received(ByteBuffer packet, SocketAddress sender) throws IOException;
    }

    private final DatagramChannel channel;

    /** @param port 0 for one that is free */
    ProbeSocket(LabNamespace where, int port) {
        try {
            channel = NetworkNamespace.named(where.name())
                    .<DatagramChannel, IOException>call(() -> DatagramChannel.open(StandardProtocolFamily.INET)
                            .setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES)
                            .bind(new InetSocketAddress("0.0.0.0", port)));
        } catch (IOException e) {
            throw new LabException("cannot open a socket of a probe: " + e.getMessage(), e);
        }
    }

    /** Sends at a fixed rate, on the calling thread; ends when it is told to, when the log is full, or when the socket is closed. */
    void send(InetSocketAddress to, int perSecond, ProbeLog log, BooleanSupplier sending) {
        Precedence.take();
        ByteBuffer packet = ByteBuffer.allocateDirect(PACKET_BYTES);
        Pacing pacing = new Pacing(System.nanoTime(), perSecond);
        for (int sequence = 0; sending.getAsBoolean() && sequence < log.capacity(); sequence++) {
            pacing.await(sequence);
            packet.clear().putLong(0, sequence);
            log.sent(sequence, System.nanoTime());
            try {
                channel.send(packet, to);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // Refused, or no way there: this packet is lost, the next one may not be.
            }
        }
    }

    /** Hands on what comes, on the calling thread, until the socket is closed. */
    void receive(Receiver receiver) {
        Precedence.take();
        ByteBuffer packet = ByteBuffer.allocateDirect(PACKET_BYTES);
        while (channel.isOpen()) {
            try {
                SocketAddress sender = channel.receive(packet.clear());
                receiver.received(packet, sender);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // An ICMP error of an earlier packet, or no way back: the packet is lost.
            }
        }
    }

    void send(ByteBuffer packet, SocketAddress to) throws IOException {
        channel.send(packet, to);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new LabException("cannot close a socket of a probe: " + e.getMessage(), e);
        }
    }
}
