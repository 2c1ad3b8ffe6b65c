package io.netfailover.netlink;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything that {@code ip -details -statistics link} shows of a link, counters included, as it was at one moment. For comparisons over
 * time use {@link Link}.
 *
 * @param link its state
 * @param lowerIsNone IFLA_LINK is there and 0, as for tunnels over any device and a veth whose peer goes
 * @param hardwareAddress IFLA_ADDRESS of any length, {@code 02:00:00:00:00:01}; empty when there is none
 * @param broadcastAddress IFLA_BROADCAST, likewise; of a point-to-point link the peer's address
 * @param permanentHardwareAddress IFLA_PERM_ADDRESS, likewise
 * @param allMulticast IFLA_ALLMULTI: how many want all multicast frames
 * @param txQueueLength IFLA_TXQLEN, in frames
 * @param txQueues IFLA_NUM_TX_QUEUES
 * @param rxQueues IFLA_NUM_RX_QUEUES
 * @param carrierUps IFLA_CARRIER_UP_COUNT
 * @param carrierDowns IFLA_CARRIER_DOWN_COUNT
 * @param carrierChanges IFLA_CARRIER_CHANGES, the sum of both
 * @param protoDown IFLA_PROTO_DOWN: kept down by a protocol
 * @param protoDownReasons IFLA_PROTO_DOWN_REASON_VALUE, a bit for each reason
 * @param event IFLA_EVENT_*: why the kernel tells about the link; 0 unless it does by itself
 * @param xdpMode XDP_ATTACHED_* of linux/if_link.h, 0 when no XDP program is attached
 * @param xdpProgram IFLA_XDP_PROG_ID, 0 when there is none or more than one
 * @param physPortId IFLA_PHYS_PORT_ID in hexadecimal, empty when there is none
 * @param physSwitchId IFLA_PHYS_SWITCH_ID in hexadecimal, empty when there is none
 * @param addressGeneration empty where the link has no IPv6
 * @param statistics IFLA_STATS64
 * @param kindData what is special about its kind; {@link KindData.None} for a physical device and for kinds without anything special
 * @param portKind IFLA_INFO_SLAVE_KIND: of its master; empty when that tells nothing (net_failover)
 * @param portData what its master says about it
 * @param vfCount IFLA_NUM_VF; empty for all but PFs
 * @param virtualFunctions shorter than {@code vfCount} when the kernel could not put them into one message (64 kB)
 */
public record LinkDetails(
        Link link,
        boolean lowerIsNone,
        String hardwareAddress,
        String broadcastAddress,
        String permanentHardwareAddress,
        int allMulticast,
        int txQueueLength,
        int txQueues,
        int rxQueues,
        OffloadLimits offloadLimits,
        int carrierUps,
        int carrierDowns,
        int carrierChanges,
        boolean protoDown,
        int protoDownReasons,
        int event,
        int xdpMode,
        int xdpProgram,
        String physPortId,
        String physSwitchId,
        Optional<AddressGeneration> addressGeneration,
        LinkStatistics statistics,
        KindData kindData,
        String portKind,
        PortData portData,
        OptionalInt vfCount,
        List<VirtualFunction> virtualFunctions) {
    public LinkDetails {
        virtualFunctions = List.copyOf(virtualFunctions);
    }

    /** Whether a VF is missing from {@link #virtualFunctions}, which must not be taken for gone. */
    public boolean virtualFunctionsAreTruncated() {
        return virtualFunctions.size() != vfCount.orElse(0);
    }
}
