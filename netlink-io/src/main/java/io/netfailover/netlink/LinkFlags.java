package io.netfailover.netlink;

import java.util.ArrayList;
import java.util.List;

/** {@code ifi_flags}: IFF_* of linux/if.h by name. */
final class LinkFlags {
    static final int IFF_POINTOPOINT = 0x10;
    private static final int IFF_RUNNING = 0x40;

    /** In iproute2's order (print_link_flags). */
    private enum Flag {
        LOOPBACK(0x8),
        BROADCAST(0x2),
        POINTOPOINT(IFF_POINTOPOINT),
        MULTICAST(0x1000),
        NOARP(0x80),
        ALLMULTI(0x200),
        PROMISC(0x100),
        MASTER(0x400),
        SLAVE(0x800),
        DEBUG(0x4),
        DYNAMIC(0x8000),
        AUTOMEDIA(0x4000),
        PORTSEL(0x2000),
        NOTRAILERS(0x20),
        UP(0x1),
        LOWER_UP(0x10000),
        DORMANT(0x20000),
        ECHO(0x40000);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }
    }

    private LinkFlags() {}

    /** iproute2's words: those of the flags, and two that are none, NO-CARRIER and M-DOWN. */
    static List<String> names(int flags, boolean lowerIsDown) {
        List<String> names = new ArrayList<>();
        if ((flags & Link.IFF_UP) != 0 && (flags & IFF_RUNNING) == 0) {
            names.add("NO-CARRIER");
        }
        for (Flag flag : Flag.values()) {
            if ((flags & flag.bit) != 0) {
                names.add(flag.name());
            }
        }
        if (lowerIsDown) {
            names.add("M-DOWN");
        }
        return names;
    }
}
