package io.netfailover.netlink;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** A range of IP addresses: those that agree with {@code address} in the first {@code length} bits. */
public record IpPrefix(InetAddress address, int length) {
    public IpPrefix {
        if (length < 0 || length > address.getAddress().length * Byte.SIZE) {
            throw new IllegalArgumentException(address.getHostAddress() + " has no prefix of " + length + " bits");
        }
    }

    public static IpPrefix host(InetAddress address) {
        return new IpPrefix(address, address.getAddress().length * Byte.SIZE);
    }

    /** All addresses of a family: {@code 0.0.0.0/0} or {@code ::/0}. */
    public static IpPrefix all(boolean inet6) {
        try {
            return new IpPrefix(InetAddress.getByAddress(new byte[inet6 ? 16 : 4]), 0);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 octets are an address", e);
        }
    }

    public boolean isInet6() {
        return !(address instanceof Inet4Address);
    }

    /** {@code 10.0.0.0/8}. */
    public String text() {
        return address.getHostAddress() + "/" + length;
    }
}
