package io.netfailover.netlink;

import static io.netfailover.netlink.BondData.*;

import io.netfailover.types.IfIndex;
import java.time.Duration;

/**
 * What to set on a bond, at its creation or later; what is not named here stays as it is. Numbers are those of linux/if_bonding.h. The
 * kernel sets one after the other in an order of its own (bond_changelink) and stops at the first that it refuses; mode must be set before
 * the bond has slaves.
 */
public final class BondSettings {
    private static final int IFLA_BOND_PEER_NOTIF_DELAY = 28;
    private static final BondSettings DEFAULT = new BondSettings(AttributeList.EMPTY);

    private final AttributeList attributes;

    private BondSettings(AttributeList attributes) {
        this.attributes = attributes;
    }

    /** The kernel's choice in everything: balance-rr, and slaves that are never watched. */
    public static BondSettings none() {
        return DEFAULT;
    }

    /** @param mode {@link BondData#ACTIVE_BACKUP} and so on */
    public BondSettings mode(int mode) {
        return with(attributes.u8(IFLA_BOND_MODE, mode));
    }

    /** Uses this slave now, if it has carrier; refused for a link that is no slave. */
    public BondSettings activeSlave(IfIndex slave) {
        return with(attributes.u32(IFLA_BOND_ACTIVE_SLAVE, slave.value()));
    }

    /** Lets the bond choose among its slaves anew. */
    public BondSettings noActiveSlave() {
        return with(attributes.u32(IFLA_BOND_ACTIVE_SLAVE, 0));
    }

    /** @param interval between two looks at the carrier of slaves; 0 for never */
    public BondSettings miimon(Duration interval) {
        return millis(IFLA_BOND_MIIMON, interval);
    }

    /** @param delay before a slave with carrier is used, a multiple of {@link #miimon} */
    public BondSettings upDelay(Duration delay) {
        return millis(IFLA_BOND_UPDELAY, delay);
    }

    /** @param delay before a slave without carrier is left, a multiple of {@link #miimon} */
    public BondSettings downDelay(Duration delay) {
        return millis(IFLA_BOND_DOWNDELAY, delay);
    }

    /** @param delay between two announcements, a multiple of {@link #miimon} */
    public BondSettings peerNotifyDelay(Duration delay) {
        return millis(IFLA_BOND_PEER_NOTIF_DELAY, delay);
    }

    /** @param link that is preferred, also one that is no slave yet */
    public BondSettings primary(IfIndex link) {
        return with(attributes.u32(IFLA_BOND_PRIMARY, link.value()));
    }

    /** @param when 0 always, 1 if it is better, 2 on failure of the active one */
    public BondSettings primaryReselect(int when) {
        return with(attributes.u8(IFLA_BOND_PRIMARY_RESELECT, when));
    }

    /** @param policy 0 all slaves get the bond's address, 1 the bond gets that of the active one, 2 the active one gets the bond's */
    public BondSettings failOverMac(int policy) {
        return with(attributes.u8(IFLA_BOND_FAIL_OVER_MAC, policy));
    }

    /** @param count announcements after a failover, 0 to 255 */
    public BondSettings gratuitousArps(int count) {
        return with(attributes.u8(IFLA_BOND_NUM_PEER_NOTIF, count));
    }

    /** @param count IGMP reports after a failover, 0 to 255 */
    public BondSettings resendIgmp(int count) {
        return with(attributes.u32(IFLA_BOND_RESEND_IGMP, count));
    }

    AttributeList attributes() {
        return attributes;
    }

    private BondSettings millis(int type, Duration time) {
        return with(attributes.u32(type, (int) time.toMillis()));
    }

    private static BondSettings with(AttributeList attributes) {
        return new BondSettings(attributes);
    }
}
