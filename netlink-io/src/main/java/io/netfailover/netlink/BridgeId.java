package io.netfailover.netlink;

import io.netfailover.types.MacAddress;

/**
 * {@code struct ifla_bridge_id} of linux/if_link.h: by what bridges of a spanning tree know each other, IEEE 802.1D.
 *
 * @param priority 0 to 65535; the lowest becomes root
 */
public record BridgeId(int priority, MacAddress address) {
    private static final BridgeId NOBODY = new BridgeId(0, new MacAddress(0));
    private static final int ADDRESS_OFFSET = 2;

    /** All zero when the kernel does not tell. */
    static BridgeId decode(AttributeSet attributes, int type) {
        return attributes
                .map(type, id -> new BridgeId(id.be16(), id.macAddressAt(ADDRESS_OFFSET)))
                .orElse(NOBODY);
    }

    /** {@code 8000.02:00:00:00:00:01}. */
    @Override
    public String toString() {
        return String.format("%04x.%s", priority, address);
    }
}
