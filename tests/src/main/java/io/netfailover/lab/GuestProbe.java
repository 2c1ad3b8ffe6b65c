package io.netfailover.lab;

import io.netfailover.os.NetworkNamespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;

/**
 * Numbered UDP packets from a namespace to the echo of a guest ({@code tests/guest/echo.c}), wherever it runs. The echo counts, which
 * tells the way on which packets were lost: of those between two answers, the guest saw as many as its count rose by.
 */
public final class GuestProbe implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(60);
    private static final int PORT = 7;
    private static final int PACKET_BYTES = 64;
    private static final int BUFFER_BYTES = 1 << 20;

    private final ProbeLog log;
    private final int perSecond;
    private final InetSocketAddress guest;
    private final DatagramChannel socket;
    private final List<Thread> threads;
    private volatile boolean sending = true;
    private long lastSequence = -1;
    private long lastCount;

    private GuestProbe(LabNamespace from, String address, int perSecond) {
        this.perSecond = perSecond;
        this.guest = new InetSocketAddress(address, PORT);
        this.log = new ProbeLog(Math.toIntExact(perSecond * LONGEST.toSeconds()));
        try {
            this.socket = NetworkNamespace.named(from.name()).<DatagramChannel, IOException>call(() -> {
                DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
                channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
                return channel.bind(new InetSocketAddress("0.0.0.0", 0));
            });
        } catch (IOException e) {
            throw new LabException("cannot open the probe's socket: " + e.getMessage(), e);
        }
        this.threads = List.of(
                GuestAgent.daemon(this::receive, "guest-probe-receive"),
                GuestAgent.daemon(this::send, "guest-probe-send"));
    }

    public static GuestProbe start(LabNamespace from, String address, int perSecond) {
        GuestProbe probe = new GuestProbe(from, address, perSecond);
        probe.threads.forEach(Thread::start);
        return probe;
    }

    private void send() {
        Precedence.take();
        ByteBuffer packet = ByteBuffer.allocateDirect(PACKET_BYTES);
        Pacing pacing = new Pacing(System.nanoTime(), perSecond);
        for (int sequence = 0; sending && sequence < log.capacity(); sequence++) {
            pacing.await(sequence);
            packet.clear().putLong(0, sequence);
            log.sent(sequence, System.nanoTime());
            try {
                socket.send(packet, guest);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // Refused or unreachable: this packet is lost, the next one may not be.
            }
        }
    }

    private void receive() {
        Precedence.take();
        ByteBuffer packet = ByteBuffer.allocateDirect(PACKET_BYTES);
        while (socket.isOpen()) {
            try {
                packet.clear();
                socket.receive(packet);
                answered(packet.getLong(0), packet.getLong(8), System.nanoTime());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // An ICMP error of an earlier packet.
            }
        }
    }

    private void answered(long sequence, long count, long nowNs) {
        log.seenByPeer(sequence);
        log.answered(sequence, nowNs);
        if (sequence > lastSequence) {
            long unanswered = sequence - lastSequence - 1;
            long seen = Math.min(unanswered, lastSequence < 0 ? 0 : count - lastCount - 1);
            for (long lost = 1; lost <= seen; lost++) {
                log.seenByPeer(sequence - lost); // which of them it saw is not known; the latest is the best guess
            }
            lastSequence = sequence;
        }
        lastCount = Math.max(lastCount, count);
    }

    /** Packets sent in [fromNs, toNs), {@link System#nanoTime}; waits until the last of them can be judged. */
    public ProbeReport report(long fromNs, long toNs) {
        return log.awaitReport(fromNs, toNs);
    }

    public ProbeReport report(Span sent) {
        return report(sent.fromNs(), sent.toNs());
    }

    @Override
    public void close() {
        sending = false;
        try {
            socket.close();
        } catch (IOException e) {
            throw new LabException("cannot close the probe: " + e.getMessage(), e);
        }
    }
}
