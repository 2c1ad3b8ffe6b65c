package io.netfailover.netlink;

import java.util.OptionalInt;

/**
 * A TUN or TAP link: IFLA_TUN_* of linux/if_link.h.
 *
 * @param type IFF_TUN (1) or IFF_TAP (2) of linux/if_tun.h
 * @param packetInformation whether each packet has four bytes before it
 * @param virtioHeader whether each packet has a virtio-net header before it
 * @param queues that are open
 * @param disabledQueues of those that are switched off
 * @param persistent whether it outlives who opened it
 * @param owner user that may open it; empty for nobody but those with CAP_NET_ADMIN
 * @param group likewise
 */
public record TunData(
        int type,
        boolean packetInformation,
        boolean virtioHeader,
        boolean persistent,
        boolean multiQueue,
        int queues,
        int disabledQueues,
        OptionalInt owner,
        OptionalInt group)
        implements KindData {
    private static final int IFLA_TUN_OWNER = 1;
    private static final int IFLA_TUN_GROUP = 2;
    private static final int IFLA_TUN_TYPE = 3;
    private static final int IFLA_TUN_PI = 4;
    private static final int IFLA_TUN_VNET_HDR = 5;
    private static final int IFLA_TUN_PERSIST = 6;
    private static final int IFLA_TUN_MULTI_QUEUE = 7;
    private static final int IFLA_TUN_NUM_QUEUES = 8;
    private static final int IFLA_TUN_NUM_DISABLED_QUEUES = 9;

    /** IFF_TUN: IP packets. */
    public static final int TUN = 1;

    /** IFF_TAP: Ethernet frames. */
    public static final int TAP = 2;

    static TunData decode(AttributeSet data) {
        return new TunData(
                data.u8(IFLA_TUN_TYPE),
                data.flag(IFLA_TUN_PI),
                data.flag(IFLA_TUN_VNET_HDR),
                data.flag(IFLA_TUN_PERSIST),
                data.flag(IFLA_TUN_MULTI_QUEUE),
                data.u32(IFLA_TUN_NUM_QUEUES),
                data.u32(IFLA_TUN_NUM_DISABLED_QUEUES),
                data.optionalU32(IFLA_TUN_OWNER),
                data.optionalU32(IFLA_TUN_GROUP));
    }
}
