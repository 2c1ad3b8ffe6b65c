package io.netfailover.migration;

import io.netfailover.migration.HostNetwork.GuestPath;
import io.netfailover.os.OsException;
import io.netfailover.os.PacketSocket;
import io.netfailover.os.announce.ArpFrames;
import io.netfailover.os.announce.LinkLocalAddress;
import io.netfailover.os.announce.NeighbourSolicitation;
import io.netfailover.os.announce.OwnAddress;
import io.netfailover.os.announce.Station;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finds out by which of its links a guest sends. It listens for the guest's frames on the tap and on the uplink, before the bridge sees
 * them and only to what comes in, and asks over both at once: a guest with a primary hears nothing on its standby (NF-21), one without
 * hears nothing of its VF. Only what a guest's IP stack sends by the link in use is counted: what a NIC says of itself as it comes up (MLD
 * reports, and QEMU's RARP for all that it emulates) leaves by a VF that the guest does not use yet. The questions come from the uplink's address, to which the NIC's switch sends a VF's answer, and go to
 * broadcast and group addresses, which reach the VF wherever switches believe the guest to be.
 */
final class PathEnquiry implements AutoCloseable {
    private static final int HEADER_BYTES = 14;
    private static final int ETHER_TYPE_AT = 12;
    private static final int ETH_P_IP = 0x0800;
    private static final int ETH_P_ARP = 0x0806;

    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(100);
    private static final Duration TURN = Duration.ofMillis(2);
    /** A link that is down for the moment, or whose queue is full, leaves the other. */
    private static final Set<String> PASSING = Set.of("ENETDOWN", "ENOBUFS", "EAGAIN");

    private final MacAddress guest;
    private final PacketSocket tap;
    private final PacketSocket uplink;

    private PathEnquiry(MacAddress guest, PacketSocket tap, PacketSocket uplink) {
        this.guest = guest;
        this.tap = tap;
        this.uplink = uplink;
    }

    static PathEnquiry open(IfIndex tap, IfIndex uplink, MacAddress guest) {
        PacketSocket onTap = listen(tap, guest);
        try {
            return new PathEnquiry(guest, onTap, listen(uplink, guest));
        } catch (OsException e) {
            onTap.close();
            throw e;
        }
    }

    private static PacketSocket listen(IfIndex link, MacAddress guest) {
        PacketSocket socket = PacketSocket.open(link, PacketSocket.EVERY_ETHER_TYPE);
        try {
            return socket.ignoringOutgoing().receivingFrom(guest);
        } catch (OsException e) {
            socket.close();
            throw e;
        }
    }

    /** One frame for each address, or for the one that the guest's MAC suggests. */
    static List<byte[]> questions(Station from, MacAddress guest, List<InetAddress> addresses) {
        Stream<InetAddress> asked = addresses.isEmpty() ? Stream.of(LinkLocalAddress.of(guest)) : addresses.stream();
        return asked.map(address -> address instanceof Inet4Address inet
                        ? ArpFrames.probe(from, inet)
                        : NeighbourSolicitation.of(from, (Inet6Address) address))
                .toList();
    }

    /**
     * @param seen is given the frame that decided
     * @return empty when the guest was not heard before the deadline
     */
    Optional<GuestPath> ask(List<byte[]> overTap, List<byte[]> overUplink, Duration deadline, Consumer<byte[]> seen) {
        long startNs = System.nanoTime();
        long nextQuestionNs = startNs;
        while (System.nanoTime() - startNs < deadline.toNanos()) {
            if (System.nanoTime() - nextQuestionNs >= 0) {
                overTap.forEach(frame -> send(tap, frame));
                overUplink.forEach(frame -> send(uplink, frame));
                nextQuestionNs += BETWEEN_QUESTIONS.toNanos();
            }
            Optional<byte[]> byTap = heard(tap, TURN);
            if (byTap.isPresent()) {
                return answer(GuestPath.STANDBY, byTap.get(), seen);
            }
            Optional<byte[]> byUplink = heard(uplink, TURN);
            if (byUplink.isPresent()) {
                // what left by the tap and came back from a switch has passed the tap before
                Optional<byte[]> before = heard(tap, Duration.ZERO);
                return before.isPresent()
                        ? answer(GuestPath.STANDBY, before.get(), seen)
                        : answer(GuestPath.PRIMARY, byUplink.get(), seen);
            }
        }
        return Optional.empty();
    }

    private static Optional<GuestPath> answer(GuestPath path, byte[] frame, Consumer<byte[]> seen) {
        seen.accept(frame);
        return Optional.of(path);
    }

    /** Frames of others may have come in before the filter was set. */
    private Optional<byte[]> heard(PacketSocket socket, Duration atMost) {
        return socket.receive(atMost)
                .filter(frame -> frame.length >= HEADER_BYTES
                        && MacAddress.ofBytes(Arrays.copyOfRange(frame, 6, 12)).equals(guest)
                        && isOfItsStack(frame));
    }

    private static boolean isOfItsStack(byte[] frame) {
        int etherType = ByteBuffer.wrap(frame).getShort(ETHER_TYPE_AT) & 0xffff;
        return etherType == ETH_P_IP
                || etherType == ETH_P_ARP
                || OwnAddress.of(frame).isPresent();
    }

    private static void send(PacketSocket socket, byte[] frame) {
        try {
            socket.send(frame);
        } catch (OsException e) {
            if (!PASSING.contains(e.errnoName())) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        tap.close();
        uplink.close();
    }
}
