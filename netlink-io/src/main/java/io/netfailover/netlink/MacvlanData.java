package io.netfailover.netlink;

import io.netfailover.types.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A macvlan or macvtap link: IFLA_MACVLAN_* of linux/if_link.h.
 *
 * @param flags MACVLAN_FLAG_*: 1 does not make the lower link promiscuous, 2 does not look up by destination in mode source
 * @param broadcastQueue IFLA_MACVLAN_BC_QUEUE_LEN, what was asked for, in frames
 * @param broadcastQueueUsed what the largest wish on the lower link made of it
 * @param sources from whom frames are taken in mode source
 */
public record MacvlanData(
        MacvlanMode mode,
        int flags,
        OptionalInt broadcastQueue,
        OptionalInt broadcastQueueUsed,
        List<MacAddress> sources)
        implements KindData {
    static final int IFLA_MACVLAN_MODE = 1;
    private static final int IFLA_MACVLAN_FLAGS = 2;
    private static final int IFLA_MACVLAN_MACADDR = 4;
    private static final int IFLA_MACVLAN_MACADDR_DATA = 5;
    private static final int IFLA_MACVLAN_BC_QUEUE_LEN = 7;
    private static final int IFLA_MACVLAN_BC_QUEUE_LEN_USED = 8;

    /** MACVLAN_FLAG_NOPROMISC. */
    public static final int NO_PROMISC = 1;

    /** MACVLAN_FLAG_NODST. */
    public static final int NO_DESTINATION = 2;

    public MacvlanData {
        sources = List.copyOf(sources);
    }

    static MacvlanData decode(AttributeSet data) {
        return new MacvlanData(
                MacvlanMode.of(data.u32(IFLA_MACVLAN_MODE)),
                data.u16(IFLA_MACVLAN_FLAGS),
                data.optionalU32(IFLA_MACVLAN_BC_QUEUE_LEN),
                data.optionalU32(IFLA_MACVLAN_BC_QUEUE_LEN_USED),
                sources(data.walk(IFLA_MACVLAN_MACADDR_DATA)));
    }

    private static List<MacAddress> sources(AttributeReader list) {
        List<MacAddress> sources = new ArrayList<>();
        while (list.next()) {
            if (list.type() == IFLA_MACVLAN_MACADDR) {
                sources.add(list.macAddressAt(0));
            }
        }
        return sources;
    }
}
