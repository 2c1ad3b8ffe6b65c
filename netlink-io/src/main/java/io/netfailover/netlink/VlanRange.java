package io.netfailover.netlink;

/**
 * VLANs that a bridge port lets through.
 *
 * @param first 1 to 4094
 * @param last the same for a single VLAN
 * @param pvid frames that arrive untagged belong to it; for a single VLAN only
 * @param untagged frames of it leave without tag
 */
public record VlanRange(int first, int last, boolean pvid, boolean untagged) {
    /** VLAN_N_VID less the reserved 0 and 4095, linux/if_vlan.h. */
    private static final int MAX_ID = 4094;

    public VlanRange {
        if (first < 1 || last > MAX_ID || first > last || pvid && first != last) {
            throw new IllegalArgumentException("not a VLAN range: " + first + " to " + last + (pvid ? " as PVID" : ""));
        }
    }

    public static VlanRange of(int id) {
        return new VlanRange(id, id, false, false);
    }

    public static VlanRange of(int first, int last) {
        return new VlanRange(first, last, false, false);
    }

    public VlanRange asPvid() {
        return new VlanRange(first, last, true, untagged);
    }

    public VlanRange asUntagged() {
        return new VlanRange(first, last, pvid, true);
    }

    /** As {@code bridge vlan} writes it: {@code 100-110}, {@code 20 PVID Egress Untagged}. */
    public String text() {
        return (first == last ? "" + first : first + "-" + last)
                + (pvid ? " PVID" : "")
                + (untagged ? " Egress Untagged" : "");
    }
}
