package io.netfailover.netlink;

import static io.netfailover.netlink.LinkAttribute.*;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads RTM_NEWLINK and RTM_DELLINK: {@code struct ifinfomsg} of linux/rtnetlink.h, then IFLA_*. */
final class LinkMessage {
    /** {@code struct ifinfomsg}: family, padding, type (16 bits), index, flags, change. */
    static final int IFINFOMSG_BYTES = 16;

    private static final int IFI_FAMILY = 0;
    private static final int IFI_TYPE = 2;
    private static final int IFI_INDEX = 4;
    private static final int IFI_FLAGS = 8;

    private static final String[] QDISCS = {"noqueue", "noop", "mq", "fq_codel", "pfifo_fast"};
    private static final String[] KINDS = {"veth", "bridge", "tun", "vlan", "macvlan", "bond"};

    private final IfIndex ifIndex;
    private final int hardwareType;
    private final int flags;
    private String name = "";
    private int mtuBytes;
    private int minMtuBytes;
    private int maxMtuBytes;
    private Optional<MacAddress> address = Optional.empty();
    private Optional<MacAddress> permanentAddress = Optional.empty();
    private Optional<IfIndex> master = Optional.empty();
    private Optional<IfIndex> lower = Optional.empty();
    private Optional<Integer> lowerNetnsId = Optional.empty();
    private boolean carrier;
    private OperState operState = OperState.UNKNOWN;
    private String qdisc = "";
    private String kind = "";
    private String alias = "";
    private List<String> altNames = List.of();
    private String parentDevice = "";
    private String parentBus = "";
    private String physPortName = "";
    private int group;
    private int promiscuity;
    private LinkMode linkMode = LinkMode.DEFAULT;

    private LinkMessage(IfIndex ifIndex, int hardwareType, int flags) {
        this.ifIndex = ifIndex;
        this.hardwareType = hardwareType;
        this.flags = flags;
    }

    /**
     * Whether the message is about the link itself. A bridge tells about its ports with the same types and family AF_BRIDGE
     * (br_ifinfo_notify), where RTM_DELLINK means that the link left the bridge; IPv6 does with AF_INET6.
     */
    static boolean concernsLink(ByteBuffer payload) {
        return payload.limit() > IFI_FAMILY && payload.get(IFI_FAMILY) == AF_UNSPEC;
    }

    /** @throws NetlinkException when it breaks the format, or lacks what every link has */
    static Link decode(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, IFINFOMSG_BYTES);
        int index = payload.getInt(IFI_INDEX);
        if (index <= 0) {
            throw NetlinkException.malformed("link with the index " + index);
        }
        int hardwareType = payload.getShort(IFI_TYPE) & 0xffff;
        LinkMessage message = new LinkMessage(new IfIndex(index), hardwareType, payload.getInt(IFI_FLAGS));
        while (attributes.next()) {
            message.read(attributes);
        }
        if (message.name.isEmpty()) {
            throw NetlinkException.malformed("link " + index + " without a name");
        }
        return message.link();
    }

    private void read(AttributeReader attribute) {
        switch (attribute.type()) {
            case IFLA_ADDRESS -> address = attribute.macAddress();
            case IFLA_IFNAME -> name = attribute.string();
            case IFLA_MTU -> mtuBytes = attribute.u32();
            case IFLA_LINK -> lower = attribute.ifIndex();
            case IFLA_QDISC -> qdisc = attribute.word(QDISCS);
            case IFLA_MASTER -> master = attribute.ifIndex();
            case IFLA_OPERSTATE -> operState = OperState.of(attribute.u8());
            case IFLA_LINKMODE -> linkMode = LinkMode.of(attribute.u8());
            case IFLA_LINKINFO -> kind = kind(attribute.nested());
            case IFLA_IFALIAS -> alias = attribute.string();
            case IFLA_GROUP -> group = attribute.u32();
            case IFLA_PROMISCUITY -> promiscuity = attribute.u32();
            case IFLA_CARRIER -> carrier = attribute.u8() != 0;
            case IFLA_LINK_NETNSID -> lowerNetnsId = Optional.of(attribute.u32());
            case IFLA_PHYS_PORT_NAME -> physPortName = attribute.string();
            case IFLA_MIN_MTU -> minMtuBytes = attribute.u32();
            case IFLA_MAX_MTU -> maxMtuBytes = attribute.u32();
            case IFLA_PROP_LIST -> altNames = altNames(attribute.nested());
            case IFLA_PERM_ADDRESS -> permanentAddress = attribute.macAddress();
            case IFLA_PARENT_DEV_NAME -> parentDevice = attribute.string();
            case IFLA_PARENT_DEV_BUS_NAME -> parentBus = attribute.string();
            default -> {
                // newer kernels say more
            }
        }
    }

    private static String kind(AttributeReader info) {
        String kind = "";
        while (info.next()) {
            if (info.type() == IFLA_INFO_KIND) {
                kind = info.word(KINDS);
            }
        }
        return kind;
    }

    private static List<String> altNames(AttributeReader properties) {
        List<String> names = new ArrayList<>();
        while (properties.next()) {
            if (properties.type() == IFLA_ALT_IFNAME) {
                names.add(properties.string());
            }
        }
        return names;
    }

    private Link link() {
        return new Link(
                ifIndex,
                name,
                hardwareType,
                flags,
                mtuBytes,
                minMtuBytes,
                maxMtuBytes,
                address,
                permanentAddress,
                master,
                lower,
                lowerNetnsId,
                carrier,
                operState,
                qdisc,
                kind,
                alias,
                altNames,
                parentDevice,
                parentBus,
                physPortName,
                group,
                promiscuity,
                linkMode);
    }
}
