package io.netfailover.netlink;

/** What a bridge port does or not, IFLA_BRPORT_* of linux/if_link.h, in the order in which {@code bridge link set} sends it. */
public enum BridgePortFlag {
    /** Drops spanning tree packets that arrive. */
    GUARD(5),
    /** Sends frames back on the port that they came from. */
    HAIRPIN(4),
    /** A group is left with the first leave message. */
    FAST_LEAVE(7),
    /** Frames for unknown addresses go out here. */
    FLOOD(9),
    MULTICAST_FLOOD(27),
    BROADCAST_FLOOD(30),
    MULTICAST_TO_UNICAST(28),
    /** Addresses of frames that arrive are learned. */
    LEARNING(8),
    /** What hardware learned is learned too. */
    LEARNING_SYNC(11),
    /** ARP and neighbour discovery for known neighbours are answered instead of flooded. */
    NEIGHBOUR_SUPPRESS(32),
    VLAN_TUNNEL(29),
    /** Isolated ports do not reach each other. */
    ISOLATED(33),
    /** Only frames from addresses in the FDB are let in. */
    LOCKED(39);

    private final int attribute;

    BridgePortFlag(int attribute) {
        this.attribute = attribute;
    }

    int attribute() {
        return attribute;
    }
}
