package io.netfailover.lab;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Numbered UDP packets from a namespace to the echo of a guest ({@code tests/guest/echo.c}), wherever it runs. The echo counts, which
 * tells the way on which packets were lost: of those between two answers, the guest saw as many as its count rose by.
 */
public final class GuestProbe implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(60);
    private static final int PORT = 7;

    private final ProbeLog log;
    private final ProbeSocket socket;
    private final List<Thread> threads;
    private volatile boolean sending = true;
    private long lastSequence = -1;
    private long lastCount;

    private GuestProbe(LabNamespace from, String address, int perSecond) {
        InetSocketAddress guest = new InetSocketAddress(address, PORT);
        this.log = new ProbeLog(Math.toIntExact(perSecond * LONGEST.toSeconds()));
        this.socket = new ProbeSocket(from, 0);
        this.threads = List.of(
                GuestAgent.daemon(() -> socket.receive(this::answered), "guest-probe-receive"),
                GuestAgent.daemon(() -> socket.send(guest, perSecond, log, () -> sending), "guest-probe-send"));
    }

    public static GuestProbe start(LabNamespace from, String address, int perSecond) {
        GuestProbe probe = new GuestProbe(from, address, perSecond);
        probe.threads.forEach(Thread::start);
        return probe;
    }

    private void answered(ByteBuffer packet, SocketAddress sender) {
        long nowNs = System.nanoTime();
        long sequence = packet.getLong(0);
        long count = packet.getLong(8);
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
        socket.close();
    }
}
