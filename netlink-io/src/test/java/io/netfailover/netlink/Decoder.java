package io.netfailover.netlink;

import io.netfailover.bpf.BtfDecoder;
import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Everything in this module that reads bytes which somebody else wrote. */
@SuppressWarnings("ImmutableEnumChecker") // nobody writes to the array, and the readers are functions
enum Decoder {
    LINK(Decoder::link, 16, 17),
    LINK_DETAILS(payload -> LinkJson.of(List.of(LinkDetailsMessage.decode(payload))), 16, 17),
    NEIGHBOUR(payload -> NeighbourMessage.decode(payload).neighbour(), 28, 29),
    ADDRESS(AddressMessage::decode, 20, 21),
    ROUTE(RouteMessage::decode, 24, 25),
    RULE(RuleMessage::decode, 32, 33),
    QDISC(Decoder::qdisc, 36, 37),
    FILTER(Decoder::filter, 44, 45),
    MIRRED(MirredMessage::decode, 44, 45),
    BRIDGE_PORT(BridgeMessage::decodePort, 16, 17),
    BRIDGE_VLANS(BridgeMessage::decodeVlans, 16, 17),
    ERROR(payload -> ErrorMessage.decodeError(rest(payload), flags(payload)), 2),
    DONE(payload -> ErrorMessage.decodeDone(rest(payload), flags(payload)), 3),
    ETHTOOL(Decoder::ethtool),
    DATAGRAM(Decoder::datagram),
    BTF(BtfDecoder::accepts);

    private final Consumer<ByteBuffer> reader;
    private final int[] messageTypes;

    Decoder(Consumer<ByteBuffer> reader, int... messageTypes) {
        this.reader = reader;
        this.messageTypes = messageTypes;
    }

    /** @throws NetlinkException when it cannot be read, and nothing else ever */
    void read(ByteBuffer payload) {
        reader.accept(payload);
    }

    /** Whether what the kernel sends as {@code messageType} is for this decoder. */
    boolean isFor(int messageType) {
        return IntStream.of(messageTypes).anyMatch(type -> type == messageType);
    }

    /** Of DecoderFuzzTest: LINK_DETAILS is fuzzed by linkDetails. */
    String method() {
        String words = name().toLowerCase(Locale.ROOT);
        return Pattern.compile("_(.)")
                .matcher(words)
                .replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
    }

    private static void link(ByteBuffer payload) {
        if (LinkMessage.concernsLink(payload)) {
            LinkMessage.decode(payload);
            if (OffByOne.PLANTED) {
                OffByOne.strings(payload);
            }
        }
    }

    private static void qdisc(ByteBuffer payload) {
        QdiscMessage.isClsactOf(payload, new IfIndex(1));
        QdiscMessage.decode(payload);
    }

    private static void filter(ByteBuffer payload) {
        FilterMessage.priority(payload);
        FilterMessage.decode(payload);
    }

    /** Answers of generic netlink, whose types are numbers that each kernel gives anew. */
    private static void ethtool(ByteBuffer payload) {
        List<Consumer<ByteBuffer>> readers = List.of(
                EthtoolMessage::decodeFamily,
                EthtoolMessage::decodeLinkState,
                EthtoolMessage::decodeLinkModes,
                EthtoolMessage::decodeChannels,
                EthtoolMessage::decodeFeatures);
        if (payload.limit() > 0) {
            readers.get((payload.get(0) & 0xff) % readers.size()).accept(rest(payload));
        }
    }

    /** The flags of the header decide how an error is read; the first byte of the input stands for them. */
    private static int flags(ByteBuffer payload) {
        return payload.limit() == 0 ? 0 : (payload.get(0) & 3) << 8;
    }

    private static ByteBuffer rest(ByteBuffer payload) {
        int start = Math.min(1, payload.limit());
        return payload.slice(start, payload.limit() - start).order(payload.order());
    }

    /** As the receiver does: one message that cannot be read does not end the datagram. */
    private static void datagram(ByteBuffer datagram) {
        MessageReader messages = new MessageReader(datagram);
        List<NetlinkException> malformed = new ArrayList<>();
        boolean more = true;
        while (more) {
            try {
                more = messages.next();
                if (more) {
                    LinkMessage.concernsLink(messages.payload());
                    messages.flags();
                    messages.sequence();
                    messages.port();
                    messages.type();
                }
            } catch (NetlinkException e) {
                malformed.add(e);
            }
        }
        if (malformed.size() > 1) {
            throw new AssertionError("a lying header ends the walk: " + malformed);
        }
    }
}
