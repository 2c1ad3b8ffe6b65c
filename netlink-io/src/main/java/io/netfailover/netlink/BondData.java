package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A bond: IFLA_BOND_* of linux/if_link.h. Numbers without a text here are those of linux/if_bonding.h and of the kernel's
 * Documentation/networking/bonding.rst, where all are explained.
 *
 * @param mode 0 balance-rr, 1 active-backup, 2 balance-xor, 3 broadcast, 4 802.3ad, 5 balance-tlb, 6 balance-alb
 * @param activeSlave empty while there is none, and in modes that use all
 * @param primaryReselect 0 always, 1 better, 2 failure
 * @param failOverMac 0 none, 1 active, 2 follow
 * @param gratuitousArps IFLA_BOND_NUM_PEER_NOTIF
 * @param ad state of 802.3ad; empty in other modes
 */
public record BondData(
        int mode,
        Optional<IfIndex> activeSlave,
        Duration miimon,
        Duration upDelay,
        Duration downDelay,
        Duration peerNotifyDelay,
        boolean useCarrier,
        Duration arpInterval,
        List<InetAddress> arpTargets,
        List<InetAddress> nsTargets,
        int arpValidate,
        int arpAllTargets,
        OptionalInt arpMissedMax,
        Optional<IfIndex> primary,
        int primaryReselect,
        int failOverMac,
        int transmitHashPolicy,
        int resendIgmp,
        int gratuitousArps,
        boolean allSlavesActive,
        int minLinks,
        int learningPacketInterval,
        int packetsPerSlave,
        OptionalInt lacpActive,
        int lacpRate,
        int adSelect,
        Optional<Ad> ad,
        OptionalInt adActorSystemPriority,
        OptionalInt adUserPortKey,
        Optional<MacAddress> adActorSystem,
        boolean tlbDynamic)
        implements KindData {
    static final int IFLA_BOND_MODE = 1;
    static final int IFLA_BOND_ACTIVE_SLAVE = 2;
    static final int IFLA_BOND_MIIMON = 3;
    static final int IFLA_BOND_UPDELAY = 4;
    static final int IFLA_BOND_DOWNDELAY = 5;
    static final int IFLA_BOND_USE_CARRIER = 6;
    static final int IFLA_BOND_ARP_INTERVAL = 7;
    private static final int IFLA_BOND_ARP_IP_TARGET = 8;
    private static final int IFLA_BOND_ARP_VALIDATE = 9;
    private static final int IFLA_BOND_ARP_ALL_TARGETS = 10;
    static final int IFLA_BOND_PRIMARY = 11;
    static final int IFLA_BOND_PRIMARY_RESELECT = 12;
    static final int IFLA_BOND_FAIL_OVER_MAC = 13;
    private static final int IFLA_BOND_XMIT_HASH_POLICY = 14;
    static final int IFLA_BOND_RESEND_IGMP = 15;
    static final int IFLA_BOND_NUM_PEER_NOTIF = 16;
    private static final int IFLA_BOND_ALL_SLAVES_ACTIVE = 17;
    private static final int IFLA_BOND_MIN_LINKS = 18;
    private static final int IFLA_BOND_LP_INTERVAL = 19;
    private static final int IFLA_BOND_PACKETS_PER_SLAVE = 20;
    private static final int IFLA_BOND_AD_LACP_RATE = 21;
    private static final int IFLA_BOND_AD_SELECT = 22;
    private static final int IFLA_BOND_AD_INFO = 23;
    private static final int IFLA_BOND_AD_ACTOR_SYS_PRIO = 24;
    private static final int IFLA_BOND_AD_USER_PORT_KEY = 25;
    private static final int IFLA_BOND_AD_ACTOR_SYSTEM = 26;
    private static final int IFLA_BOND_TLB_DYNAMIC_LB = 27;
    private static final int IFLA_BOND_PEER_NOTIF_DELAY = 28;
    private static final int IFLA_BOND_AD_LACP_ACTIVE = 29;
    private static final int IFLA_BOND_MISSED_MAX = 30;
    private static final int IFLA_BOND_NS_IP6_TARGET = 31;

    /** net/bonding.h, BOND_MAX_NS_TARGETS too; an address takes twenty times its attribute's bytes. */
    private static final int BOND_MAX_ARP_TARGETS = 16;

    /** The mode of failover: one slave carries all. */
    public static final int ACTIVE_BACKUP = 1;

    public BondData {
        arpTargets = List.copyOf(arpTargets);
        nsTargets = List.copyOf(nsTargets);
    }

    /** IFLA_BOND_AD_INFO_*. */
    public record Ad(int aggregator, int ports, int actorKey, int partnerKey, Optional<MacAddress> partner) {
        private static final int AGGREGATOR = 1;
        private static final int NUM_PORTS = 2;
        private static final int ACTOR_KEY = 3;
        private static final int PARTNER_KEY = 4;
        private static final int PARTNER_MAC = 5;

        static Ad decode(AttributeSet info) {
            return new Ad(
                    info.u16(AGGREGATOR),
                    info.u16(NUM_PORTS),
                    info.u16(ACTOR_KEY),
                    info.u16(PARTNER_KEY),
                    info.macAddress(PARTNER_MAC));
        }
    }

    static BondData decode(AttributeSet data) {
        return new BondData(
                data.u8(IFLA_BOND_MODE),
                data.ifIndex(IFLA_BOND_ACTIVE_SLAVE),
                millis(data, IFLA_BOND_MIIMON),
                millis(data, IFLA_BOND_UPDELAY),
                millis(data, IFLA_BOND_DOWNDELAY),
                millis(data, IFLA_BOND_PEER_NOTIF_DELAY),
                data.flag(IFLA_BOND_USE_CARRIER),
                millis(data, IFLA_BOND_ARP_INTERVAL),
                targets(data.walk(IFLA_BOND_ARP_IP_TARGET)),
                targets(data.walk(IFLA_BOND_NS_IP6_TARGET)),
                data.u32(IFLA_BOND_ARP_VALIDATE),
                data.u32(IFLA_BOND_ARP_ALL_TARGETS),
                data.optionalU8(IFLA_BOND_MISSED_MAX),
                data.ifIndex(IFLA_BOND_PRIMARY),
                data.u8(IFLA_BOND_PRIMARY_RESELECT),
                data.u8(IFLA_BOND_FAIL_OVER_MAC),
                data.u8(IFLA_BOND_XMIT_HASH_POLICY),
                data.u32(IFLA_BOND_RESEND_IGMP),
                data.u8(IFLA_BOND_NUM_PEER_NOTIF),
                data.flag(IFLA_BOND_ALL_SLAVES_ACTIVE),
                data.u32(IFLA_BOND_MIN_LINKS),
                data.u32(IFLA_BOND_LP_INTERVAL),
                data.u32(IFLA_BOND_PACKETS_PER_SLAVE),
                data.optionalU8(IFLA_BOND_AD_LACP_ACTIVE),
                data.u8(IFLA_BOND_AD_LACP_RATE),
                data.u8(IFLA_BOND_AD_SELECT),
                data.map(IFLA_BOND_AD_INFO, info -> Ad.decode(new AttributeSet(info.nested()))),
                data.optionalU16(IFLA_BOND_AD_ACTOR_SYS_PRIO),
                data.optionalU16(IFLA_BOND_AD_USER_PORT_KEY),
                data.macAddress(IFLA_BOND_AD_ACTOR_SYSTEM),
                data.flag(IFLA_BOND_TLB_DYNAMIC_LB));
    }

    private static Duration millis(AttributeSet data, int type) {
        return Duration.ofMillis(Integer.toUnsignedLong(data.u32(type)));
    }

    /** The attributes' types are their places in the list. */
    private static List<InetAddress> targets(AttributeReader list) {
        List<InetAddress> targets = new ArrayList<>();
        while (list.next()) {
            if (targets.size() == BOND_MAX_ARP_TARGETS) {
                throw NetlinkException.malformed("bond with more than " + BOND_MAX_ARP_TARGETS + " targets");
            }
            targets.add(list.inetAddress());
        }
        return targets;
    }
}
