package io.netfailover.netlink;

import io.netfailover.types.MacAddress;
import java.util.List;
import java.util.Optional;

/**
 * What a PF has set for one of its VFs: {@code IFLA_VF_*} of linux/if_link.h. What a driver does not tell is empty.
 *
 * @param index 0 to the number of VFs - 1
 * @param address zero when the VF may choose one
 * @param vlans one, in all drivers that there are
 * @param txRateMbps IFLA_VF_TX_RATE: the older word for {@code maxTxRateMbps}
 * @param minTxRateMbps 0 for none
 * @param maxTxRateMbps 0 for none
 * @param spoofCheck whether frames from another address than {@code address} are dropped
 * @param trusted whether the VF may be promiscuous, change its address and the like
 * @param rssQuery whether the VF may ask for the PF's RSS key
 */
public record VirtualFunction(
        int index,
        MacAddress address,
        Optional<MacAddress> broadcast,
        List<VfVlan> vlans,
        int txRateMbps,
        int minTxRateMbps,
        int maxTxRateMbps,
        Optional<Boolean> spoofCheck,
        VfLinkState linkState,
        Optional<Boolean> trusted,
        Optional<Boolean> rssQuery,
        Optional<VfStatistics> statistics) {
    public VirtualFunction {
        vlans = List.copyOf(vlans);
    }

    /** The first of {@link #vlans}, {@link VfVlan#NONE} when there is none. */
    public VfVlan vlan() {
        return vlans.isEmpty() ? VfVlan.NONE : vlans.get(0);
    }
}
