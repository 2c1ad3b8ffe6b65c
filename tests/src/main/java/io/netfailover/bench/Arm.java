package io.netfailover.bench;

import io.netfailover.lab.Lab;
import io.netfailover.lab.LabNamespace;
import java.net.InetSocketAddress;

/**
 * One of the ways that are compared: an address pair whose packets go one way and no other.
 *
 * @param guest address in the guest
 * @param peer address in the peer
 */
record Arm(String name, String guest, String peer) {
    InetSocketAddress guest(int port) {
        return new InetSocketAddress(guest, port);
    }

    InetSocketAddress peer(int port) {
        return new InetSocketAddress(peer, port);
    }

    /** Gives the two links their addresses, and sets them up. */
    void join(Lab lab, String guestLink, String peerLink) {
        address(lab.guest(), guestLink, guest);
        address(lab.peer(), peerLink, peer);
    }

    private static void address(LabNamespace namespace, String link, String address) {
        namespace.ip("address", "add", address + "/30", "dev", link).orFail();
        namespace.ip("link", "set", link, "up").orFail();
    }
}
