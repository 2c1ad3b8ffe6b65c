package io.netfailover.os.announce;

import io.netfailover.os.PacketSocket;
import io.netfailover.types.IfIndex;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Sends announcements on one link, whatever routes say. A frame may get lost, so callers repeat; when, is theirs to say. Not for two threads
 * at once.
 */
public final class Announcer implements AutoCloseable {
    /** A socket bound to no ethertype receives nothing that would have to be read. */
    private static final int NOTHING_TO_RECEIVE = 0;

    private final PacketSocket socket;

    private Announcer(PacketSocket socket) {
        this.socket = socket;
    }

    /**
     * In the network namespace of the calling thread.
     *
     * @throws io.netfailover.os.OsException also when there is no such link
     */
    public static Announcer open(IfIndex link) {
        return new Announcer(PacketSocket.open(link, NOTHING_TO_RECEIVE));
    }

    /**
     * Tells neighbours that each of the addresses is now at the station, and with it all switches on the way; without an address only the
     * switches.
     *
     * @throws io.netfailover.os.OsException when the link is down or gone
     */
    public void announce(Station station, Collection<? extends InetAddress> addresses) {
        announce(station, addresses, false);
    }

    /** @param router whether the station is one (IPv6): hosts stop using a router that says it is none */
    public void announce(Station station, Collection<? extends InetAddress> addresses, boolean router) {
        if (addresses.isEmpty()) {
            socket.send(ArpFrames.rarp(station));
        }
        for (InetAddress address : addresses) {
            if (address instanceof Inet4Address inet) {
                socket.send(ArpFrames.gratuitousRequest(station, inet));
                socket.send(ArpFrames.gratuitousReply(station, inet));
            } else if (address instanceof Inet6Address inet6) {
                socket.send(NeighbourAdvertisement.unsolicited(station, inet6, router));
            }
        }
    }

    /** Tells switches that the station hears these IPv4 groups. */
    public void join(Station station, Inet4Address source, List<Inet4Address> groups, ReportVersion version) {
        if (version == ReportVersion.OLDER) {
            groups.forEach(group -> socket.send(IgmpReport.version2(station, source, group)));
        } else {
            inParts(groups, IgmpReport.MAX_GROUPS)
                    .forEach(part -> socket.send(IgmpReport.version3(station, source, part)));
        }
    }

    /** Tells switches that the station hears these IPv6 groups. */
    public void join(Station station, Inet6Address source, List<Inet6Address> groups, ReportVersion version) {
        if (version == ReportVersion.OLDER) {
            groups.forEach(group -> socket.send(MldReport.version1(station, source, group)));
        } else {
            inParts(groups, MldReport.MAX_GROUPS)
                    .forEach(part -> socket.send(MldReport.version2(station, source, part)));
        }
    }

    private static <T> List<List<T>> inParts(List<T> all, int size) {
        List<List<T>> parts = new ArrayList<>();
        for (int first = 0; first < all.size(); first += size) {
            parts.add(all.subList(first, Math.min(first + size, all.size())));
        }
        return parts;
    }

    /** Sends a frame of whatever kind, from its Ethernet header on. */
    public void send(byte[] frame) {
        socket.send(frame);
    }

    @Override
    public void close() {
        socket.close();
    }
}
