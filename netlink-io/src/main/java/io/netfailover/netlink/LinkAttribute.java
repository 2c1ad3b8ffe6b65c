package io.netfailover.netlink;

/** Message types of linux/rtnetlink.h and IFLA_* of linux/if_link.h that concern links. */
final class LinkAttribute {
    static final int RTM_NEWLINK = 16;
    static final int RTM_DELLINK = 17;
    static final int RTM_GETLINK = 18;
    static final int RTM_NEWLINKPROP = 108;
    static final int RTM_DELLINKPROP = 109;

    static final int AF_UNSPEC = 0;
    static final int AF_INET6 = 10;

    static final int IFLA_ADDRESS = 1;
    static final int IFLA_BROADCAST = 2;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_LINK = 5;
    static final int IFLA_QDISC = 6;
    static final int IFLA_MASTER = 10;
    static final int IFLA_TXQLEN = 13;
    static final int IFLA_OPERSTATE = 16;
    static final int IFLA_LINKMODE = 17;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_NET_NS_PID = 19;
    static final int IFLA_IFALIAS = 20;
    static final int IFLA_NUM_VF = 21;
    static final int IFLA_VFINFO_LIST = 22;
    static final int IFLA_STATS64 = 23;
    static final int IFLA_AF_SPEC = 26;
    static final int IFLA_GROUP = 27;
    static final int IFLA_NET_NS_FD = 28;
    static final int IFLA_EXT_MASK = 29;
    static final int IFLA_PROMISCUITY = 30;
    static final int IFLA_NUM_TX_QUEUES = 31;
    static final int IFLA_NUM_RX_QUEUES = 32;
    static final int IFLA_CARRIER = 33;
    static final int IFLA_PHYS_PORT_ID = 34;
    static final int IFLA_CARRIER_CHANGES = 35;
    static final int IFLA_PHYS_SWITCH_ID = 36;
    static final int IFLA_LINK_NETNSID = 37;
    static final int IFLA_PHYS_PORT_NAME = 38;
    static final int IFLA_PROTO_DOWN = 39;
    static final int IFLA_GSO_MAX_SEGS = 40;
    static final int IFLA_GSO_MAX_SIZE = 41;
    static final int IFLA_XDP = 43;
    static final int IFLA_EVENT = 44;
    static final int IFLA_CARRIER_UP_COUNT = 47;
    static final int IFLA_CARRIER_DOWN_COUNT = 48;
    static final int IFLA_MIN_MTU = 50;
    static final int IFLA_MAX_MTU = 51;
    static final int IFLA_PROP_LIST = 52;
    static final int IFLA_ALT_IFNAME = 53;
    static final int IFLA_PERM_ADDRESS = 54;
    static final int IFLA_PROTO_DOWN_REASON = 55;
    static final int IFLA_PARENT_DEV_NAME = 56;
    static final int IFLA_PARENT_DEV_BUS_NAME = 57;
    static final int IFLA_GRO_MAX_SIZE = 58;
    static final int IFLA_TSO_MAX_SIZE = 59;
    static final int IFLA_TSO_MAX_SEGS = 60;
    static final int IFLA_ALLMULTI = 61;

    /** Inside IFLA_LINKINFO. */
    static final int IFLA_INFO_KIND = 1;

    static final int IFLA_INFO_DATA = 2;
    static final int IFLA_INFO_SLAVE_KIND = 4;
    static final int IFLA_INFO_SLAVE_DATA = 5;

    /** linux/veth.h. */
    static final int VETH_INFO_PEER = 1;

    static final int IFLA_INET6_ADDR_GEN_MODE = 8;
    static final int IN6_ADDR_GEN_MODE_NONE = 1;

    static final int IFLA_PROTO_DOWN_REASON_VALUE = 2;

    static final int IFLA_XDP_ATTACHED = 2;
    static final int IFLA_XDP_PROG_ID = 4;

    /** IFLA_EXT_MASK of linux/rtnetlink.h: tells the VFs of a PF, too. */
    static final int RTEXT_FILTER_VF = 1;

    /** Spares the counters of IPv6 and of VFs, which a {@link Link} does not show; those of the link itself always come. */
    static final int RTEXT_FILTER_SKIP_STATS = 8;

    private LinkAttribute() {}
}
