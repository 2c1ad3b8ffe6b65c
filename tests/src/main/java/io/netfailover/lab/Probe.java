package io.netfailover.lab;

import io.netfailover.os.NetworkNamespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
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
    private static final int PACKET_BYTES = 64;
    private static final int BUFFER_BYTES = 4 << 20;

    private final ProbeLog log;
    private final int perSecond;
    private final DatagramChannel echo;
    private final DatagramChannel socket;
    private final InetSocketAddress peer;
    private final List<Thread> threads;
    private volatile boolean sending = true;

    private Probe(LabNamespace from, LabNamespace to, String peerAddress, int perSecond, Duration longest) {
        this.perSecond = perSecond;
        this.peer = new InetSocketAddress(peerAddress, PORT);
        this.log = new ProbeLog(Math.toIntExact(perSecond * longest.toSeconds()));
        try {
            this.echo = open(to, PORT);
            this.socket = open(from, 0);
        } catch (IOException e) {
            throw new LabException("cannot open the probe's sockets: " + e.getMessage(), e);
        }
        this.threads = List.of(
                new Thread(this::echo, "probe-echo"),
                new Thread(this::receive, "probe-receive"),
                new Thread(this::send, "probe-send"));
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

    private static DatagramChannel open(LabNamespace where, int port) throws IOException {
        return NetworkNamespace.named(where.name()).<DatagramChannel, IOException>call(() -> {
            DatagramChannel channel = DatagramChannel.open(java.net.StandardProtocolFamily.INET);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
            return channel.bind(new InetSocketAddress("0.0.0.0", port));
        });
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
                socket.send(packet, peer);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // No route, no link: this packet is lost, the next one may not be.
            }
        }
    }

    private void echo() {
        Precedence.take();
        ByteBuffer packet = ByteBuffer.allocateDirect(PACKET_BYTES);
        while (echo.isOpen()) {
            try {
                packet.clear();
                var sender = echo.receive(packet);
                log.seenByPeer(packet.getLong(0));
                echo.send(packet.flip(), sender);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // An ICMP error of an earlier packet, or no way back: the packet is lost.
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
                log.answered(packet.getLong(0), System.nanoTime());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // As above.
            }
        }
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
    public void close() throws IOException {
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
