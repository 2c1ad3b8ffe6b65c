package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** {@code struct genlmsghdr} of linux/genetlink.h with ETHTOOL_A_* of linux/ethtool_netlink.h, and CTRL_ATTR_* to find the family. */
final class EthtoolMessage {
    static final int GENL_ID_CTRL = 0x10;

    static final int LINKMODES_GET = 4;
    static final int LINKSTATE_GET = 6;
    static final int FEATURES_GET = 11;
    static final int FEATURES_SET = 12;
    static final int CHANNELS_GET = 17;
    static final int CHANNELS_SET = 18;

    private static final int CTRL_CMD_GETFAMILY = 3;
    private static final int CTRL_ATTR_FAMILY_ID = 1;
    private static final int CTRL_ATTR_FAMILY_NAME = 2;

    /** Command, version, reserved (16 bits). */
    private static final int GENLMSGHDR_BYTES = 4;

    private static final int VERSION = 1;
    private static final int HEADER = 1;
    private static final int HEADER_DEV_INDEX = 1;
    private static final int HEADER_FLAGS = 3;
    private static final int FLAG_OMIT_REPLY = 2;

    private static final int LINKSTATE_LINK = 2;
    private static final int LINKMODES_AUTONEG = 2;
    private static final int LINKMODES_OURS = 3;
    private static final int LINKMODES_SPEED = 5;
    private static final int LINKMODES_DUPLEX = 6;
    private static final int FEATURES_HW = 2;
    private static final int FEATURES_WANTED = 3;
    private static final int FEATURES_ACTIVE = 4;
    private static final int FEATURES_NOCHANGE = 5;
    private static final int CHANNELS_RX_MAX = 2;
    private static final int CHANNELS_COMBINED_COUNT = 9;
    private static final int CHANNELS_RX_COUNT = 6;
    private static final int CHANNELS_TX_COUNT = 7;

    private static final int BITSET_NOMASK = 1;
    private static final int BITSET_BITS = 3;
    private static final int BITSET_BITS_BIT = 1;
    private static final int BITSET_BIT_NAME = 2;
    private static final int BITSET_BIT_VALUE = 3;

    private EthtoolMessage() {}

    static RequestWriter findFamily(RequestWriter request, String name) {
        return genlmsghdr(request.begin(GENL_ID_CTRL, 0), CTRL_CMD_GETFAMILY).name(CTRL_ATTR_FAMILY_NAME, name);
    }

    static OptionalInt decodeFamily(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, GENLMSGHDR_BYTES);
        OptionalInt id = OptionalInt.empty();
        while (attributes.next()) {
            if (attributes.type() == CTRL_ATTR_FAMILY_ID) {
                id = OptionalInt.of(attributes.u16());
            }
        }
        return id;
    }

    static RequestWriter get(RequestWriter request, int family, int command, IfIndex link) {
        return header(genlmsghdr(request.begin(family, 0), command), link, 0);
    }

    static RequestWriter setChannels(RequestWriter request, int family, IfIndex link, Channels channels, Channels now) {
        header(genlmsghdr(request.begin(family, MessageHeader.NLM_F_ACK), CHANNELS_SET), link, FLAG_OMIT_REPLY);
        if (channels.receive() != now.receive()) {
            request.u32(CHANNELS_RX_COUNT, channels.receive());
        }
        if (channels.transmit() != now.transmit()) {
            request.u32(CHANNELS_TX_COUNT, channels.transmit());
        }
        if (channels.combined() != now.combined()) {
            request.u32(CHANNELS_COMBINED_COUNT, channels.combined());
        }
        return request;
    }

    static RequestWriter setFeature(RequestWriter request, int family, IfIndex link, String feature, boolean on) {
        header(genlmsghdr(request.begin(family, MessageHeader.NLM_F_ACK), FEATURES_SET), link, FLAG_OMIT_REPLY);
        int wanted = request.nest(FEATURES_WANTED | RequestWriter.NLA_F_NESTED);
        int bits = request.nest(BITSET_BITS | RequestWriter.NLA_F_NESTED);
        int bit = request.nest(BITSET_BITS_BIT | RequestWriter.NLA_F_NESTED);
        request.name(BITSET_BIT_NAME, feature);
        if (on) {
            request.raw(BITSET_BIT_VALUE, RawBytes.NONE);
        }
        return request.end(bit).end(bits).end(wanted);
    }

    private static RequestWriter genlmsghdr(RequestWriter request, int command) {
        return request.fixed8(command).fixed8(VERSION).fixed16(0);
    }

    private static RequestWriter header(RequestWriter request, IfIndex link, int flags) {
        int header = request.nest(HEADER | RequestWriter.NLA_F_NESTED);
        request.ifIndex(HEADER_DEV_INDEX, link);
        if (flags != 0) {
            request.u32(HEADER_FLAGS, flags);
        }
        return request.end(header);
    }

    static boolean decodeLinkState(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, GENLMSGHDR_BYTES);
        boolean link = false;
        while (attributes.next()) {
            if (attributes.type() == LINKSTATE_LINK) {
                link = attributes.u8() != 0;
            }
        }
        return link;
    }

    static LinkModes decodeLinkModes(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, GENLMSGHDR_BYTES);
        OptionalInt speed = OptionalInt.empty();
        LinkModes.Duplex duplex = LinkModes.Duplex.UNKNOWN;
        boolean autoNegotiation = false;
        Map<String, Boolean> ours = Map.of();
        while (attributes.next()) {
            switch (attributes.type()) {
                case LINKMODES_AUTONEG -> autoNegotiation = attributes.u8() != 0;
                case LINKMODES_OURS -> ours = bitset(attributes.nested());
                case LINKMODES_SPEED -> speed = LinkModes.speed(attributes.u32());
                case LINKMODES_DUPLEX -> duplex = LinkModes.Duplex.of(attributes.u8());
                default -> {
                    // the partner's modes, and what newer kernels say
                }
            }
        }
        // the mask says what is supported, the values what is advertised
        return new LinkModes(speed, duplex, autoNegotiation, ours.keySet(), on(ours));
    }

    static Channels decodeChannels(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, GENLMSGHDR_BYTES);
        int[] counts = new int[CHANNELS_COMBINED_COUNT - CHANNELS_RX_MAX + 1];
        while (attributes.next()) {
            int type = attributes.type();
            if (type >= CHANNELS_RX_MAX && type <= CHANNELS_COMBINED_COUNT) {
                counts[type - CHANNELS_RX_MAX] = attributes.u32();
            }
        }
        return new Channels(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], counts[7]);
    }

    /** Sorted as the kernel numbers them. */
    static List<Feature> decodeFeatures(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, GENLMSGHDR_BYTES);
        Map<String, Boolean> hardware = Map.of();
        Set<String> wanted = Set.of();
        Set<String> active = Set.of();
        Set<String> unchangeable = Set.of();
        while (attributes.next()) {
            switch (attributes.type()) {
                case FEATURES_HW -> hardware = bitset(attributes.nested());
                case FEATURES_WANTED -> wanted = on(bitset(attributes.nested()));
                case FEATURES_ACTIVE -> active = on(bitset(attributes.nested()));
                case FEATURES_NOCHANGE -> unchangeable = on(bitset(attributes.nested()));
                default -> {
                    // what newer kernels say
                }
            }
        }
        List<Feature> features = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>(hardware.keySet());
        names.addAll(active);
        names.addAll(unchangeable);
        names.remove(""); // a bit that has lost its meaning
        for (String name : names) {
            boolean changeable = hardware.getOrDefault(name, false) && !unchangeable.contains(name);
            features.add(new Feature(name, active.contains(name), wanted.contains(name), changeable));
        }
        return features;
    }

    /** The bits that it names, with their values; without a mask those that are on. */
    private static Map<String, Boolean> bitset(AttributeReader bitset) {
        Map<String, Boolean> values = new LinkedHashMap<>();
        boolean allOn = false;
        while (bitset.next()) {
            switch (bitset.type()) {
                case BITSET_NOMASK -> allOn = true;
                case BITSET_BITS -> bits(bitset.nested(), allOn, values);
                default -> {
                    // the number of bits
                }
            }
        }
        return values;
    }

    private static void bits(AttributeReader bits, boolean allOn, Map<String, Boolean> values) {
        while (bits.next()) {
            if (bits.type() == BITSET_BITS_BIT) {
                bit(bits.nested(), allOn, values);
            }
        }
    }

    private static void bit(AttributeReader bit, boolean on, Map<String, Boolean> values) {
        Optional<String> name = Optional.empty();
        boolean value = on;
        while (bit.next()) {
            switch (bit.type()) {
                case BITSET_BIT_NAME -> name = Optional.of(bit.string());
                case BITSET_BIT_VALUE -> value = true;
                default -> {
                    // its number
                }
            }
        }
        if (name.isPresent()) {
            values.put(name.get(), value);
        }
    }

    private static Set<String> on(Map<String, Boolean> values) {
        Set<String> on = new HashSet<>();
        values.forEach((name, value) -> {
            if (value) {
                on.add(name);
            }
        });
        return on;
    }
}
