package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.*;
import static io.netfailover.netlink.QdiscMessage.*;

import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * RTM_NEWTFILTER and RTM_DELTFILTER for filters that give every frame to another link: TCA_U32_* and TCA_MATCHALL_* of linux/pkt_cls.h, with
 * the action of linux/tc_act/tc_mirred.h.
 */
final class MirredMessage {
    static final int TCA_U32_SEL = 5;
    static final int TCA_U32_ACT = 7;
    private static final int TCA_MATCHALL_ACT = 2;
    static final int TCA_ACT_KIND = 1;
    static final int TCA_ACT_OPTIONS = 2;
    private static final int TCA_ACT_STATS = 4;
    private static final int TCA_STATS_BASIC = 1;
    private static final int TCA_STATS_PKT64 = 8;
    static final int TCA_MIRRED_PARMS = 2;

    static final int TC_U32_TERMINAL = 1;
    private static final int TC_ACT_PIPE = 3;
    private static final int TC_ACT_STOLEN = 4;

    private static final int TCA_EGRESS_REDIR = 1;
    private static final int TCA_EGRESS_MIRROR = 2;
    private static final int TCA_INGRESS_REDIR = 3;
    private static final int TCA_INGRESS_MIRROR = 4;

    /** {@code struct tc_mirred}: index, capab, action, refcnt, bindcnt, eaction, ifindex. */
    private static final int EACTION = 20;

    private static final int MIRRED_IFINDEX = 24;

    private static final int ETH_P_ALL = 3;
    private static final int TCM_HANDLE = 8;
    private static final int TCM_INFO = 16;
    static final String MIRRED = "mirred";

    private MirredMessage() {}

    static RequestWriter add(
            RequestWriter request, IfIndex link, TcHook hook, int priority, Classifier classifier, Mirred mirred) {
        return add(request, link, hook, priority, classifier, mirred, afterwards(mirred));
    }

    /** Its senders are not told of the drop, as they are when a redirection fails. */
    static RequestWriter addDrop(RequestWriter request, IfIndex link, TcHook hook, int priority, IfIndex doomed) {
        return add(request, link, hook, priority, Classifier.U32, Mirred.mirrorTo(doomed), TC_ACT_STOLEN);
    }

    private static RequestWriter add(
            RequestWriter request,
            IfIndex link,
            TcHook hook,
            int priority,
            Classifier classifier,
            Mirred mirred,
            int verdict) {
        request.begin(FilterMessage.RTM_NEWTFILTER, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
        filter(request, link, hook, priority).name(TCA_KIND, classifier.kind());
        int options = request.nest(TCA_OPTIONS);
        int actions = request.nest(classifier == Classifier.U32 ? TCA_U32_ACT : TCA_MATCHALL_ACT);
        int first = request.nest(1);
        request.name(TCA_ACT_KIND, MIRRED);
        int actionOptions = request.nest(TCA_ACT_OPTIONS | RequestWriter.NLA_F_NESTED);
        parameters(request, 0, mirred, verdict);
        request.end(actionOptions).end(first).end(actions);
        if (classifier == Classifier.U32) {
            matchAll(request);
        }
        return request.end(options);
    }

    static int afterwards(Mirred mirred) {
        return mirred.copy() ? TC_ACT_PIPE : TC_ACT_STOLEN;
    }

    /** @param index 0 for a new action */
    static void parameters(RequestWriter request, int index, Mirred mirred, int verdict) {
        int eaction = mirred.ingress()
                ? mirred.copy() ? TCA_INGRESS_MIRROR : TCA_INGRESS_REDIR
                : mirred.copy() ? TCA_EGRESS_MIRROR : TCA_EGRESS_REDIR;
        int start = request.nest(TCA_MIRRED_PARMS);
        request.fixed(index)
                .fixed(0)
                .fixed(verdict)
                .fixed(0)
                .fixed(0)
                .fixed(eaction)
                .fixed(mirred.target().value())
                .end(start);
    }

    private static void matchAll(RequestWriter request) {
        match(request, 0, 0);
    }

    /**
     * {@code struct tc_u32_sel} with one {@code struct tc_u32_key} for bits that are to be set.
     *
     * @param bits in network byte order as the machine stores it; 0 matches every frame
     * @param offset of the 4 bytes from the network header
     */
    static void match(RequestWriter request, int bits, int offset) {
        int start = request.nest(TCA_U32_SEL);
        // flags, shift, number of keys; then offsets and mask of the next header, which nobody looks for
        request.fixed8(TC_U32_TERMINAL).fixed8(0).fixed8(1).fixed8(0);
        request.fixed(0).fixed(0).fixed(0);
        request.fixed(bits).fixed(bits).fixed(offset).fixed(0).end(start);
    }

    /** All filters of a priority. */
    static RequestWriter deletePriority(RequestWriter request, IfIndex link, TcHook hook, int priority) {
        return filter(request.begin(FilterMessage.RTM_DELTFILTER, NLM_F_ACK), link, hook, priority);
    }

    private static RequestWriter filter(RequestWriter request, IfIndex link, TcHook hook, int priority) {
        int info = priority << 16 | Short.reverseBytes((short) ETH_P_ALL) & 0xffff;
        return tcmsg(request, link, 0, hook.parent(), info);
    }

    /** Empty for the entries without options that stand before the filters of a priority, and for the hash tables of u32. */
    static Optional<TrafficFilter> decode(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, TCMSG_BYTES);
        int info = payload.getInt(TCM_INFO);
        int handle = payload.getInt(TCM_HANDLE);
        String kind = "";
        Optional<AttributeReader> options = Optional.empty();
        while (attributes.next()) {
            switch (attributes.type()) {
                case TCA_KIND -> kind = attributes.string();
                case TCA_OPTIONS -> options = Optional.of(attributes.nested());
                default -> {
                    // chain and statistics
                }
            }
        }
        boolean u32 = kind.equals(Classifier.U32.kind());
        boolean hashTable = u32 && (handle & 0xfff) == 0;
        if (handle == 0 || hashTable || options.isEmpty()) {
            return Optional.empty();
        }
        List<MirredAction> actions = new ArrayList<>();
        boolean matchall = kind.equals(Classifier.MATCHALL.kind());
        while ((u32 || matchall) && options.get().next()) {
            if (options.get().type() == (u32 ? TCA_U32_ACT : TCA_MATCHALL_ACT)) {
                readActions(options.get().nested(), actions);
            }
        }
        int protocol = Short.reverseBytes((short) info) & 0xffff;
        return Optional.of(new TrafficFilter(kind, info >>> 16, handle, protocol, actions));
    }

    private static void readActions(AttributeReader list, List<MirredAction> actions) {
        while (list.next()) {
            AttributeReader action = list.nested();
            boolean mirred = false;
            long frames = 0;
            Optional<MirredAction> found = Optional.empty();
            while (action.next()) {
                switch (action.type()) {
                    case TCA_ACT_KIND -> mirred = action.string().equals(MIRRED);
                    case TCA_ACT_OPTIONS -> found = mirred ? readMirred(action.nested()) : Optional.empty();
                    case TCA_ACT_STATS -> frames = readFrames(action.nested());
                    default -> {
                        // index, cookie and flags
                    }
                }
            }
            long seen = frames;
            found.ifPresent(known -> actions.add(new MirredAction(known.index(), known.mirred(), seen)));
        }
    }

    private static Optional<MirredAction> readMirred(AttributeReader options) {
        Optional<MirredAction> found = Optional.empty();
        while (options.next()) {
            if (options.type() == TCA_MIRRED_PARMS) {
                int eaction = options.u32At(EACTION);
                int target = options.u32At(MIRRED_IFINDEX);
                if (target < 0 || eaction < TCA_EGRESS_REDIR || eaction > TCA_INGRESS_MIRROR) {
                    throw NetlinkException.malformed("mirred action " + eaction + " to link " + target);
                }
                boolean copy = eaction == TCA_EGRESS_MIRROR || eaction == TCA_INGRESS_MIRROR;
                Optional<Mirred> mirred = target == 0
                        ? Optional.empty()
                        : Optional.of(new Mirred(new IfIndex(target), copy, eaction >= TCA_INGRESS_REDIR));
                found = Optional.of(new MirredAction(options.u32At(0), mirred, 0));
            }
        }
        return found;
    }

    /** {@code struct gnet_stats_basic} of linux/gen_stats.h: 64 bits of bytes, 32 of packets. */
    private static long readFrames(AttributeReader statistics) {
        long frames = 0;
        while (statistics.next()) {
            if (statistics.type() == TCA_STATS_BASIC) {
                frames = Integer.toUnsignedLong(statistics.u32At(8));
            } else if (statistics.type() == TCA_STATS_PKT64) {
                return statistics.u64();
            }
        }
        return frames;
    }
}
