package io.netfailover.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Numbered UDP packets from one namespace to an echo in another, at a fixed rate. Its sockets are not connected, so that each packet
 * asks the routing table anew and links may come and go under it; a packet that the kernel refuses is a lost one.
 */
public final class Probe implements AutoCloseable {
    /** Longer than a demo runs. */
    private static final Duration LONGEST = Duration.ofMinutes(20);

    private static final int PORT = 7077;

    private final ProbeLog log;
    private final int perSecond;
    private final ProbeSocket echo;
    private final ProbeSocket socket;
    private final List<Thread> threads;
    private volatile boolean sending = true;

    private Probe(LabNamespace from, LabNamespace to, String peerAddress, int perSecond, Duration longest) {
        this.perSecond = perSecond;
        InetSocketAddress peer = new InetSocketAddress(peerAddress, PORT);
        this.log = new ProbeLog(Math.toIntExact(perSecond * longest.toSeconds()));
        this.echo = new ProbeSocket(to, PORT);
        this.socket = new ProbeSocket(from, 0);
        this.threads = List.of(
                new Thread(() -> echo.receive(this::sendBack), "probe-echo"),
                new Thread(
                        () -> socket.receive((packet, sender) -> log.answered(packet.getLong(0), System.nanoTime())),
                        "probe-receive"),
                new Thread(() -> socket.send(peer, perSecond, log, () -> sending), "probe-send"));
        threads.forEach(thread -> thread.setDaemon(true));
    }

    public static Probe start(LabNamespace from, LabNamespace to, String peerAddress, int perSecond) {
        return start(from, to, peerAddress, perSecond, LONGEST);
    }

    /** @param longest after which it stops sending; each packet until then has its place in memory */
    public static Probe start(LabNamespace from, LabNamespace to, String peerAddress, int perSecond, Duration longest) {
        Probe probe = new Probe(from, to, peerAddress, perSecond, longest);
        // The log is large; promoted now, no later collection has to copy it, which stopped the probe for 35 ms.
        System.gc();
        probe.threads.forEach(Thread::start);
        return probe;
    }

    private void sendBack(ByteBuffer packet, SocketAddress sender) throws IOException {
        log.seenByPeer(packet.getLong(0));
        echo.send(packet.flip(), sender);
    }

    /** Packets sent in [fromNs, toNs), {@link System#nanoTime}; waits until the last of them can be judged. */
    public ProbeReport report(long fromNs, long toNs) {
        return log.awaitReport(fromNs, toNs);
    }

    public int perSecond() {
        return perSecond;
    }

    /** Stops sending; what was sent can still be reported. */
    public void stop() {
        sending = false;
    }

    @Override
    public void close() {
        stop();
        socket.close();
        echo.close();
        for (Thread thread : threads) {
            try {
                thread.join(1000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
