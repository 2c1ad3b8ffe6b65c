package io.netfailover.netlink;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** IP addresses and prefixes out of texts. */
final class Addressing {
    private Addressing() {}

    static InetAddress ip(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static IpPrefix prefix(String address, int length) {
        return new IpPrefix(ip(address), length);
    }
}
