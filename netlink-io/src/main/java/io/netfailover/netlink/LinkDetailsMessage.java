package io.netfailover.netlink;

import static io.netfailover.netlink.LinkAttribute.*;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads all of RTM_NEWLINK that iproute2 shows; {@link LinkMessage} reads what is compared from message to message. */
final class LinkDetailsMessage {
    private static final LinkStatistics NO_STATISTICS = LinkStatistics.decode(AttributeReader.NONE);

    private LinkDetailsMessage() {}

    /** @throws NetlinkException when it breaks the format, or lacks what every link has */
    static LinkDetails decode(ByteBuffer payload) {
        Link link = LinkMessage.decode(payload);
        AttributeSet attributes = new AttributeSet(AttributeReader.after(payload, LinkMessage.IFINFOMSG_BYTES));
        AttributeSet info = attributes.nested(IFLA_LINKINFO);
        AttributeSet xdp = attributes.nested(IFLA_XDP);
        return new LinkDetails(
                link,
                attributes.optionalU32(IFLA_LINK).orElse(-1) == 0,
                attributes.hardwareAddress(IFLA_ADDRESS),
                attributes.hardwareAddress(IFLA_BROADCAST),
                attributes.hardwareAddress(IFLA_PERM_ADDRESS),
                attributes.u32(IFLA_ALLMULTI),
                attributes.u32(IFLA_TXQLEN),
                attributes.u32(IFLA_NUM_TX_QUEUES),
                attributes.u32(IFLA_NUM_RX_QUEUES),
                offloadLimits(attributes),
                attributes.u32(IFLA_CARRIER_UP_COUNT),
                attributes.u32(IFLA_CARRIER_DOWN_COUNT),
                attributes.u32(IFLA_CARRIER_CHANGES),
                attributes.flag(IFLA_PROTO_DOWN),
                attributes.nested(IFLA_PROTO_DOWN_REASON).u32(IFLA_PROTO_DOWN_REASON_VALUE),
                attributes.u32(IFLA_EVENT),
                xdp.u8(IFLA_XDP_ATTACHED),
                xdp.u32(IFLA_XDP_PROG_ID),
                attributes.hex(IFLA_PHYS_PORT_ID),
                attributes.hex(IFLA_PHYS_SWITCH_ID),
                addressGeneration(attributes.nested(IFLA_AF_SPEC)),
                attributes.map(IFLA_STATS64, LinkStatistics::decode).orElse(NO_STATISTICS),
                KindData.decode(link.kind(), info),
                info.string(IFLA_INFO_SLAVE_KIND),
                PortData.decode(info),
                attributes.optionalU32(IFLA_NUM_VF),
                VirtualFunctionMessage.decodeList(attributes.walk(IFLA_VFINFO_LIST)));
    }

    private static OffloadLimits offloadLimits(AttributeSet attributes) {
        return new OffloadLimits(
                attributes.u32(IFLA_GSO_MAX_SIZE),
                attributes.u32(IFLA_GSO_MAX_SEGS),
                attributes.u32(IFLA_TSO_MAX_SIZE),
                attributes.u32(IFLA_TSO_MAX_SEGS),
                attributes.u32(IFLA_GRO_MAX_SIZE));
    }

    private static Optional<AddressGeneration> addressGeneration(AttributeSet families) {
        return families.nested(AF_INET6)
                .map(IFLA_INET6_ADDR_GEN_MODE, AttributeReader::u8)
                .map(AddressGeneration::of);
    }
}
