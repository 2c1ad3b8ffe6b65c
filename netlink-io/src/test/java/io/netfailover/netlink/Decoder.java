package io.netfailover.netlink;

import io.netfailover.bpf.BtfDecoder;
import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Everything in this module that reads bytes which somebody else wrote. */
enum Decoder {
    LINK,
    LINK_DETAILS,
    NEIGHBOUR,
    ADDRESS,
    ROUTE,
    RULE,
    QDISC,
    FILTER,
    MIRRED,
    BRIDGE_PORT,
    BRIDGE_VLANS,
    ERROR,
    DONE,
    ETHTOOL,
    DATAGRAM,
    BTF;

    /** @throws NetlinkException when it cannot be read, and nothing else ever */
    void read(ByteBuffer payload) {
        switch (this) {
            case LINK -> link(payload);
            case LINK_DETAILS -> LinkJson.of(List.of(LinkDetailsMessage.decode(payload)));
            case NEIGHBOUR -> NeighbourMessage.decode(payload).neighbour();
            case ADDRESS -> AddressMessage.decode(payload);
            case ROUTE -> RouteMessage.decode(payload);
            case RULE -> RuleMessage.decode(payload);
            case QDISC -> qdisc(payload);
            case FILTER -> filter(payload);
            case MIRRED -> MirredMessage.decode(payload);
            case BRIDGE_PORT -> BridgeMessage.decodePort(payload);
            case BRIDGE_VLANS -> BridgeMessage.decodeVlans(payload);
            case ERROR -> ErrorMessage.decodeError(rest(payload), flags(payload));
            case DONE -> ErrorMessage.decodeDone(rest(payload), flags(payload));
            case ETHTOOL -> ethtool(payload);
            case DATAGRAM -> datagram(payload);
            case BTF -> BtfDecoder.accepts(payload);
        }
    }

    /** Whether what the kernel sends as {@code messageType} is for this decoder. */
    boolean isFor(int messageType) {
        return switch (this) {
            case LINK, LINK_DETAILS, BRIDGE_PORT, BRIDGE_VLANS ->
                messageType == LinkAttribute.RTM_NEWLINK || messageType == LinkAttribute.RTM_DELLINK;
            case NEIGHBOUR -> messageType == NeighbourMessage.RTM_NEWNEIGH;
            case ADDRESS -> messageType == AddressMessage.RTM_NEWADDR;
            case ROUTE -> messageType == RouteMessage.RTM_NEWROUTE;
            case RULE -> messageType == RuleMessage.RTM_NEWRULE;
            case QDISC -> messageType == QdiscMessage.RTM_NEWQDISC;
            case FILTER, MIRRED -> messageType == FilterMessage.RTM_NEWTFILTER;
            case ERROR -> messageType == MessageHeader.NLMSG_ERROR;
            case DONE -> messageType == MessageHeader.NLMSG_DONE;
            case ETHTOOL, DATAGRAM, BTF -> false;
        };
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
