package io.netfailover.netlink;

import java.util.OptionalInt;

/**
 * A slave of a bond: IFLA_BOND_SLAVE_* of linux/if_link.h.
 *
 * @param state BOND_STATE_* of linux/if_bonding.h: 0 active, 1 backup
 * @param miiStatus BOND_LINK_*: 0 up, 1 going down, 2 down, 3 going back up
 * @param linkFailures how often its carrier was lost
 * @param permanentAddress what its address was before the bond, of any length
 * @param priority IFLA_BOND_SLAVE_PRIO, since Linux 6.0; the highest is chosen
 * @param aggregatorId in mode 802.3ad only, as the two below
 * @param actorPortState LACP_STATE_*, as we see the port
 * @param partnerPortState LACP_STATE_*, as the other side sees it
 */
public record BondSlaveData(
        int state,
        int miiStatus,
        int linkFailures,
        String permanentAddress,
        int queueId,
        OptionalInt priority,
        OptionalInt aggregatorId,
        OptionalInt actorPortState,
        OptionalInt partnerPortState)
        implements PortData {
    private static final int IFLA_BOND_SLAVE_STATE = 1;
    private static final int IFLA_BOND_SLAVE_MII_STATUS = 2;
    private static final int IFLA_BOND_SLAVE_LINK_FAILURE_COUNT = 3;
    private static final int IFLA_BOND_SLAVE_PERM_HWADDR = 4;
    static final int IFLA_BOND_SLAVE_QUEUE_ID = 5;
    private static final int IFLA_BOND_SLAVE_AD_AGGREGATOR_ID = 6;
    private static final int IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE = 7;
    private static final int IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE = 8;
    static final int IFLA_BOND_SLAVE_PRIO = 9;

    static BondSlaveData decode(AttributeSet data) {
        return new BondSlaveData(
                data.u8(IFLA_BOND_SLAVE_STATE),
                data.u8(IFLA_BOND_SLAVE_MII_STATUS),
                data.u32(IFLA_BOND_SLAVE_LINK_FAILURE_COUNT),
                data.hardwareAddress(IFLA_BOND_SLAVE_PERM_HWADDR),
                data.u16(IFLA_BOND_SLAVE_QUEUE_ID),
                data.optionalU32(IFLA_BOND_SLAVE_PRIO),
                data.optionalU16(IFLA_BOND_SLAVE_AD_AGGREGATOR_ID),
                data.optionalU8(IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE),
                data.optionalU8(IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE));
    }
}
