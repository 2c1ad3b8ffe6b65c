package io.netfailover.netlink;

import java.util.OptionalInt;
import java.util.Set;

/**
 * How a link talks to its partner, ETHTOOL_A_LINKMODES_* of linux/ethtool_netlink.h.
 *
 * @param speedMbits empty while it is not known, as without carrier
 * @param supported ETHTOOL_LINK_MODE_*: {@code 1000baseT/Full}, {@code Autoneg}, {@code FIBRE}
 * @param advertised those that the partner is told
 */
public record LinkModes(
        OptionalInt speedMbits, Duplex duplex, boolean autoNegotiation, Set<String> supported, Set<String> advertised) {
    public LinkModes {
        supported = Set.copyOf(supported);
        advertised = Set.copyOf(advertised);
    }

    /** DUPLEX_* of linux/ethtool.h. */
    public enum Duplex {
        HALF,
        FULL,
        UNKNOWN;

        static Duplex of(int number) {
            return number == 0 ? HALF : number == 1 ? FULL : UNKNOWN;
        }
    }

    /** SPEED_UNKNOWN is -1, and 0 is no speed. */
    static OptionalInt speed(int mbits) {
        return mbits <= 0 ? OptionalInt.empty() : OptionalInt.of(mbits);
    }
}
