package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.util.List;
import java.util.Optional;

/**
 * A link as RTM_NEWLINK shows it ({@code struct ifinfomsg} and IFLA_* of linux/if_link.h), without its counters, so that two equal links
 * are two links without a difference worth telling.
 *
 * @param hardwareType {@code ifi_type}: ARPHRD_* of linux/if_arp.h
 * @param flags {@code ifi_flags}: IFF_*
 * @param mtuBytes IFLA_MTU
 * @param minMtuBytes IFLA_MIN_MTU, 0 where there is no limit
 * @param maxMtuBytes IFLA_MAX_MTU, 0 where there is no limit
 * @param address IFLA_ADDRESS when it is an Ethernet address
 * @param permanentAddress IFLA_PERM_ADDRESS; veth, tap and bridge have none
 * @param master IFLA_MASTER
 * @param lower IFLA_LINK: the other end of a veth pair or the lower device, when it is in the same namespace (see {@code lowerNetnsId})
 * @param lowerNetnsId IFLA_LINK_NETNSID: present when {@code lower} is an index of another namespace
 * @param carrier IFLA_CARRIER
 * @param operState IFLA_OPERSTATE, RFC 2863: IF_OPER_*
 * @param qdisc IFLA_QDISC
 * @param kind IFLA_INFO_KIND, empty for a physical device
 * @param alias IFLA_IFALIAS, empty when there is none
 * @param altNames IFLA_ALT_IFNAME
 * @param parentDevice IFLA_PARENT_DEV_NAME, empty when there is none
 * @param parentBus IFLA_PARENT_DEV_BUS_NAME, empty when there is none
 * @param physPortName IFLA_PHYS_PORT_NAME, empty when there is none
 * @param group IFLA_GROUP, 0 for the default group
 * @param promiscuity IFLA_PROMISCUITY: how many want all frames (a bridge that it is a port of, packet sockets, the administrator)
 * @param linkMode IFLA_LINKMODE
 */
public record Link(
        IfIndex ifIndex,
        String name,
        int hardwareType,
        int flags,
        int mtuBytes,
        int minMtuBytes,
        int maxMtuBytes,
        Optional<MacAddress> address,
        Optional<MacAddress> permanentAddress,
        Optional<IfIndex> master,
        Optional<IfIndex> lower,
        Optional<Integer> lowerNetnsId,
        boolean carrier,
        OperState operState,
        String qdisc,
        String kind,
        String alias,
        List<String> altNames,
        String parentDevice,
        String parentBus,
        String physPortName,
        int group,
        int promiscuity,
        LinkMode linkMode) {
    /** IFF_UP, linux/if.h. */
    public static final int IFF_UP = 0x1;

    /** IFF_PROMISC, linux/if.h. */
    public static final int IFF_PROMISC = 0x100;

    /** IFF_ALLMULTI, linux/if.h. */
    public static final int IFF_ALLMULTI = 0x200;

    /** IFF_MULTICAST, linux/if.h. */
    public static final int IFF_MULTICAST = 0x1000;

    /** IFF_LOOPBACK, linux/if.h. */
    public static final int IFF_LOOPBACK = 0x8;

    /** IFF_NOARP, linux/if.h. */
    public static final int IFF_NOARP = 0x80;

    /** ARPHRD_ETHER, linux/if_arp.h. */
    public static final int ARPHRD_ETHER = 1;

    public Link {
        altNames = List.copyOf(altNames);
    }

    public boolean isUp() {
        return (flags & IFF_UP) != 0;
    }

    public boolean isLoopback() {
        return (flags & IFF_LOOPBACK) != 0;
    }

    public boolean isEthernet() {
        return hardwareType == ARPHRD_ETHER && !isLoopback();
    }

    /** The same link with another carrier, for what a {@link CarrierWatch} sees before the kernel tells. */
    public Link withCarrier(boolean newCarrier) {
        return new Link(
                ifIndex,
                name,
                hardwareType,
                flags,
                mtuBytes,
                minMtuBytes,
                maxMtuBytes,
                address,
                permanentAddress,
                master,
                lower,
                lowerNetnsId,
                newCarrier,
                operState,
                qdisc,
                kind,
                alias,
                altNames,
                parentDevice,
                parentBus,
                physPortName,
                group,
                promiscuity,
                linkMode);
    }

    /** What net_failover asks of a slave before it sends over it: {@code netif_running && netif_carrier_ok} (NF-20). */
    public boolean isRunningWithCarrier() {
        return isUp() && carrier;
    }
}
