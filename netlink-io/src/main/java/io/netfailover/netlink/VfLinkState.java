package io.netfailover.netlink;

/** IFLA_VF_LINK_STATE_* of linux/if_link.h: what carrier a VF sees; the ordinal is the kernel's number. */
public enum VfLinkState {
    /** That of the PF. */
    AUTO,
    /** Always; VFs of one PF reach each other also while its cable is unplugged. */
    ENABLE,
    /** Never. */
    DISABLE;

    /** Those of drivers that tell something else read as DISABLE, as in iproute2. */
    static VfLinkState of(int number) {
        VfLinkState[] all = values();
        return number >= 0 && number < all.length ? all[number] : DISABLE;
    }
}
