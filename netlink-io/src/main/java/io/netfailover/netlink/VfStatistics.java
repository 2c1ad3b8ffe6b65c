package io.netfailover.netlink;

import java.util.OptionalLong;

/** IFLA_VF_STATS_* of linux/if_link.h: what a PF counted for a VF; unsigned. */
public record VfStatistics(
        long rxPackets,
        long txPackets,
        long rxBytes,
        long txBytes,
        long broadcast,
        long multicast,
        OptionalLong rxDropped,
        OptionalLong txDropped) {
    private static final int IFLA_VF_STATS_RX_PACKETS = 0;
    private static final int IFLA_VF_STATS_TX_PACKETS = 1;
    private static final int IFLA_VF_STATS_RX_BYTES = 2;
    private static final int IFLA_VF_STATS_TX_BYTES = 3;
    private static final int IFLA_VF_STATS_BROADCAST = 4;
    private static final int IFLA_VF_STATS_MULTICAST = 5;
    private static final int IFLA_VF_STATS_RX_DROPPED = 7;
    private static final int IFLA_VF_STATS_TX_DROPPED = 8;

    static VfStatistics decode(AttributeSet statistics) {
        return new VfStatistics(
                statistics.u64(IFLA_VF_STATS_RX_PACKETS),
                statistics.u64(IFLA_VF_STATS_TX_PACKETS),
                statistics.u64(IFLA_VF_STATS_RX_BYTES),
                statistics.u64(IFLA_VF_STATS_TX_BYTES),
                statistics.u64(IFLA_VF_STATS_BROADCAST),
                statistics.u64(IFLA_VF_STATS_MULTICAST),
                statistics.optionalU64(IFLA_VF_STATS_RX_DROPPED),
                statistics.optionalU64(IFLA_VF_STATS_TX_DROPPED));
    }
}
