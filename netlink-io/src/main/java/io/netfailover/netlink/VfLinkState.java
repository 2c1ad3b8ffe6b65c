package io.netfailover.netlink;

/** IFLA_VF_LINK_STATE_* of linux/if_link.h: what carrier a VF sees. */
public enum VfLinkState {
    /** That of the PF. */
    AUTO(0),
    /** Always; VFs of one PF reach each other also while its cable is unplugged. */
    ENABLE(1),
    /** Never. */
    DISABLE(2);

    private final int number;

    VfLinkState(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Those of drivers that tell something else read as DISABLE, as in iproute2. */
    static VfLinkState of(int number) {
        return switch (number) {
            case 0 -> AUTO;
            case 1 -> ENABLE;
            default -> DISABLE;
        };
    }
}
