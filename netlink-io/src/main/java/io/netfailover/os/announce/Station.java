package io.netfailover.os.announce;

import io.netfailover.types.MacAddress;

/**
 * Who sends a frame.
 *
 * @param vlan of the tag, 1 to 4094; 0 for a frame without
 */
public record Station(MacAddress address, int vlan) {
    private static final int MAX_VLAN = 4094;

    public Station {
        if (vlan < 0 || vlan > MAX_VLAN) {
            throw new IllegalArgumentException("not a VLAN: " + vlan);
        }
        if (address.isMulticast()) {
            throw new IllegalArgumentException("nobody sends from the group address " + address);
        }
    }

    public static Station of(MacAddress address) {
        return new Station(address, 0);
    }

    public Station inVlan(int id) {
        return new Station(address, id);
    }
}
