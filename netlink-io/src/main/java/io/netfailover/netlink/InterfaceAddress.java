package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * An IP address of a link, RTM_NEWADDR ({@code struct ifaddrmsg}, linux/if_addr.h).
 *
 * @param address the link's own: IFA_LOCAL where there is one
 * @param prefixLength 0 to 32 or 128
 * @param scope RT_SCOPE_*: 0 universe, 253 link, 254 host
 * @param flags IFA_F_*
 * @param peer the other side of a point-to-point link, where IFA_ADDRESS differs from IFA_LOCAL
 * @param label IFA_LABEL, IPv4 only; empty lets the kernel take the link's name
 * @param validFor until the kernel removes it; empty for ever
 * @param preferredFor until it is no longer used for new connections; empty for ever
 * @param metric IFA_RT_PRIORITY of the prefix's route, 0 for the kernel's choice
 */
public record InterfaceAddress(
        IfIndex ifIndex,
        InetAddress address,
        int prefixLength,
        int scope,
        int flags,
        Optional<InetAddress> peer,
        Optional<InetAddress> broadcast,
        String label,
        Optional<Duration> validFor,
        Optional<Duration> preferredFor,
        int metric) {
    /** RT_SCOPE_LINK, linux/rtnetlink.h. */
    public static final int RT_SCOPE_LINK = 253;

    public static final int IFA_F_SECONDARY = 0x01;

    /** Without duplicate address detection, IPv6 only. */
    public static final int IFA_F_NODAD = 0x02;

    public static final int IFA_F_HOMEADDRESS = 0x10;
    public static final int IFA_F_TENTATIVE = 0x40;
    public static final int IFA_F_PERMANENT = 0x80;
    public static final int IFA_F_MANAGETEMPADDR = 0x100;

    /** The kernel adds no route to the prefix. */
    public static final int IFA_F_NOPREFIXROUTE = 0x200;

    public static final int IFA_F_MCAUTOJOIN = 0x400;

    /** What a user says about an address; the other flags are the kernel's. */
    private static final int SETTABLE_FLAGS =
            IFA_F_NODAD | IFA_F_HOMEADDRESS | IFA_F_MANAGETEMPADDR | IFA_F_NOPREFIXROUTE | IFA_F_MCAUTOJOIN;

    public InterfaceAddress(IfIndex ifIndex, InetAddress address, int prefixLength, int scope, int flags) {
        this(
                ifIndex,
                address,
                prefixLength,
                scope,
                flags,
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.empty(),
                0);
    }

    /** Of universe scope, for ever. */
    public static InterfaceAddress of(IfIndex link, InetAddress address, int prefixLength) {
        return new InterfaceAddress(link, address, prefixLength, 0, 0);
    }

    public InterfaceAddress withScope(int value) {
        return copy(ifIndex, value, flags, peer, broadcast, label, validFor, preferredFor, metric);
    }

    public InterfaceAddress withFlags(int value) {
        return copy(ifIndex, scope, value, peer, broadcast, label, validFor, preferredFor, metric);
    }

    public InterfaceAddress withPeer(InetAddress value) {
        return copy(ifIndex, scope, flags, Optional.of(value), broadcast, label, validFor, preferredFor, metric);
    }

    public InterfaceAddress withBroadcast(InetAddress value) {
        return copy(ifIndex, scope, flags, peer, Optional.of(value), label, validFor, preferredFor, metric);
    }

    /** @param value at most 15 bytes */
    public InterfaceAddress withLabel(String value) {
        return copy(ifIndex, scope, flags, peer, broadcast, value, validFor, preferredFor, metric);
    }

    /** Both in whole seconds, {@code preferred} not longer than {@code valid}. */
    public InterfaceAddress withLifetimes(Duration valid, Duration preferred) {
        return copy(ifIndex, scope, flags, peer, broadcast, label, Optional.of(valid), Optional.of(preferred), metric);
    }

    public InterfaceAddress withMetric(int value) {
        return copy(ifIndex, scope, flags, peer, broadcast, label, validFor, preferredFor, value);
    }

    /** The same on another link, as a request: of the flags only those that a user may set. */
    public InterfaceAddress movedTo(IfIndex other) {
        int settable = flags & SETTABLE_FLAGS;
        return copy(other, scope, settable, peer, broadcast, label, validFor, preferredFor, metric);
    }

    private InterfaceAddress copy(
            IfIndex link,
            int newScope,
            int newFlags,
            Optional<InetAddress> newPeer,
            Optional<InetAddress> newBroadcast,
            String newLabel,
            Optional<Duration> valid,
            Optional<Duration> preferred,
            int newMetric) {
        return new InterfaceAddress(
                link,
                address,
                prefixLength,
                newScope,
                newFlags,
                newPeer,
                newBroadcast,
                newLabel,
                valid,
                preferred,
                newMetric);
    }

    /** As {@code ip address} writes it: {@code 10.0.0.1/24}. */
    public String text() {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
