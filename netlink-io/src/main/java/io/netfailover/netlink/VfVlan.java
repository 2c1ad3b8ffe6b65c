package io.netfailover.netlink;

/**
 * A VLAN that a PF puts on the frames of a VF: {@code struct ifla_vf_vlan_info} of linux/if_link.h.
 *
 * @param id 0 to 4095, 0 for none
 * @param qos priority in the tag, 0 to 7
 * @param protocol ethertype of the tag: 0x8100 (802.1Q) or 0x88a8 (802.1ad)
 */
public record VfVlan(int id, int qos, int protocol) {
    /** ETH_P_8021Q of linux/if_ether.h. */
    public static final int ETH_P_8021Q = 0x8100;

    /** ETH_P_8021AD of linux/if_ether.h. */
    public static final int ETH_P_8021AD = 0x88a8;

    /** Untagged frames reach the VF, and it sets its tags itself. */
    public static final VfVlan NONE = new VfVlan(0, 0, ETH_P_8021Q);

    public static VfVlan of(int id) {
        return new VfVlan(id, 0, ETH_P_8021Q);
    }
}
