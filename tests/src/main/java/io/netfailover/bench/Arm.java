package io.netfailover.bench;

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
}
