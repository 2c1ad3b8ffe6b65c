package io.netfailover.netlink;

import java.time.Duration;
import java.util.Optional;

/**
 * How a bridge learns and forwards multicast (IGMP and MLD snooping). A kernel without CONFIG_BRIDGE_IGMP_SNOOPING has none of it. Names
 * are those of IFLA_BR_MCAST_* in linux/if_link.h.
 *
 * @param mldVersion 0 in a kernel without IPv6
 */
public record BridgeMulticast(
        int router,
        boolean snooping,
        boolean queryUseIfaddr,
        boolean querier,
        int hashElasticity,
        int hashMax,
        int lastMemberCount,
        int startupQueryCount,
        Duration lastMemberInterval,
        Duration membershipInterval,
        Duration querierInterval,
        Duration queryInterval,
        Duration queryResponseInterval,
        Duration startupQueryInterval,
        boolean statistics,
        int igmpVersion,
        int mldVersion) {
    private static final int IFLA_BR_MCAST_ROUTER = 22;
    private static final int IFLA_BR_MCAST_SNOOPING = 23;
    private static final int IFLA_BR_MCAST_QUERY_USE_IFADDR = 24;
    private static final int IFLA_BR_MCAST_QUERIER = 25;
    private static final int IFLA_BR_MCAST_HASH_ELASTICITY = 26;
    private static final int IFLA_BR_MCAST_HASH_MAX = 27;
    private static final int IFLA_BR_MCAST_LAST_MEMBER_CNT = 28;
    private static final int IFLA_BR_MCAST_STARTUP_QUERY_CNT = 29;
    private static final int IFLA_BR_MCAST_LAST_MEMBER_INTVL = 30;
    private static final int IFLA_BR_MCAST_MEMBERSHIP_INTVL = 31;
    private static final int IFLA_BR_MCAST_QUERIER_INTVL = 32;
    private static final int IFLA_BR_MCAST_QUERY_INTVL = 33;
    private static final int IFLA_BR_MCAST_QUERY_RESPONSE_INTVL = 34;
    private static final int IFLA_BR_MCAST_STARTUP_QUERY_INTVL = 35;
    private static final int IFLA_BR_MCAST_STATS_ENABLED = 42;
    private static final int IFLA_BR_MCAST_IGMP_VERSION = 43;
    private static final int IFLA_BR_MCAST_MLD_VERSION = 44;

    static Optional<BridgeMulticast> decode(AttributeSet data) {
        return data.map(IFLA_BR_MCAST_ROUTER, AttributeReader::u8)
                .map(router -> new BridgeMulticast(
                        router,
                        data.flag(IFLA_BR_MCAST_SNOOPING),
                        data.flag(IFLA_BR_MCAST_QUERY_USE_IFADDR),
                        data.flag(IFLA_BR_MCAST_QUERIER),
                        data.u32(IFLA_BR_MCAST_HASH_ELASTICITY),
                        data.u32(IFLA_BR_MCAST_HASH_MAX),
                        data.u32(IFLA_BR_MCAST_LAST_MEMBER_CNT),
                        data.u32(IFLA_BR_MCAST_STARTUP_QUERY_CNT),
                        ClockTicks.toDuration(data.u64(IFLA_BR_MCAST_LAST_MEMBER_INTVL)),
                        ClockTicks.toDuration(data.u64(IFLA_BR_MCAST_MEMBERSHIP_INTVL)),
                        ClockTicks.toDuration(data.u64(IFLA_BR_MCAST_QUERIER_INTVL)),
                        ClockTicks.toDuration(data.u64(IFLA_BR_MCAST_QUERY_INTVL)),
                        ClockTicks.toDuration(data.u64(IFLA_BR_MCAST_QUERY_RESPONSE_INTVL)),
                        ClockTicks.toDuration(data.u64(IFLA_BR_MCAST_STARTUP_QUERY_INTVL)),
                        data.flag(IFLA_BR_MCAST_STATS_ENABLED),
                        data.u8(IFLA_BR_MCAST_IGMP_VERSION),
                        data.u8(IFLA_BR_MCAST_MLD_VERSION)));
    }
}
