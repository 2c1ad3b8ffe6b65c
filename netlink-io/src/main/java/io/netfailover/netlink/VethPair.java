package io.netfailover.netlink;

import io.netfailover.types.MacAddress;
import java.util.Optional;

/**
 * A pair of veth links to make, veth(4): what one end sends the other receives, and an end has carrier while the other one is up.
 *
 * @param address of the first end; the kernel invents one when empty
 * @param mtuBytes of both ends, 68 to 65535
 * @param alias of the first end, empty for none
 * @param peerAlias of the other end, empty for none
 * @param peerArp false makes the other end with IFF_NOARP, for one that is never talked to
 */
public record VethPair(
        String name,
        Optional<MacAddress> address,
        int mtuBytes,
        String alias,
        String peerName,
        String peerAlias,
        boolean peerArp) {
    private static final int ETHERNET_MTU_BYTES = 1500;

    /** Two ordinary ends, as {@code ip link add NAME type veth peer name PEER} makes them. */
    public static VethPair of(String name, String peerName) {
        return new VethPair(name, Optional.empty(), ETHERNET_MTU_BYTES, "", peerName, "", true);
    }

    public VethPair withAddress(MacAddress newAddress) {
        return new VethPair(name, Optional.of(newAddress), mtuBytes, alias, peerName, peerAlias, peerArp);
    }

    public VethPair withMtuBytes(int newMtuBytes) {
        return new VethPair(name, address, newMtuBytes, alias, peerName, peerAlias, peerArp);
    }

    public VethPair withAliases(String newAlias, String newPeerAlias) {
        return new VethPair(name, address, mtuBytes, newAlias, peerName, newPeerAlias, peerArp);
    }

    public VethPair withoutPeerArp() {
        return new VethPair(name, address, mtuBytes, alias, peerName, peerAlias, false);
    }
}
