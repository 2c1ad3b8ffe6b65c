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
    private static final int TCA_U32_SEL = 5;
    private static final int TCA_U32_ACT = 7;
    private static final int TCA_MATCHALL_ACT = 2;
    private static final int TCA_ACT_KIND = 1;
    private static final int TCA_ACT_OPTIONS = 2;
    private static final int TCA_MIRRED_PARMS = 2;

    private static final int TC_U32_TERMINAL = 1;
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
    private static final String MIRRED = "mirred";

    private MirredMessage() {}

    static RequestWriter add(
            RequestWriter request, IfIndex link, TcHook hook, int priority, Classifier classifier, Mirred mirred) {
        request.begin(FilterMessage.RTM_NEWTFILTER, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
        filter(request, link, hook, priority).name(TCA_KIND, classifier.kind());
        int options = request.nest(TCA_OPTIONS);
        int actions = request.nest(classifier == Classifier.U32 ? TCA_U32_ACT : TCA_MATCHALL_ACT);
        int first = request.nest(1);
        request.name(TCA_ACT_KIND, MIRRED);
        int actionOptions = request.nest(TCA_ACT_OPTIONS | RequestWriter.NLA_F_NESTED);
        parameters(request, mirred);
        request.end(actionOptions).end(first).end(actions);
        if (classifier == Classifier.U32) {
            matchAll(request);
        }
        return request.end(options);
    }

    private static void parameters(RequestWriter request, Mirred mirred) {
        int eaction = mirred.ingress()
                ? mirred.copy() ? TCA_INGRESS_MIRROR : TCA_INGRESS_REDIR
                : mirred.copy() ? TCA_EGRESS_MIRROR : TCA_EGRESS_REDIR;
        int start = request.nest(TCA_MIRRED_PARMS);
        request.fixed(0)
                .fixed(0)
                .fixed(mirred.copy() ? TC_ACT_PIPE : TC_ACT_STOLEN)
                .fixed(0)
                .fixed(0)
                .fixed(eaction)
                .fixed(mirred.target().value())
                .end(start);
    }

    /** {@code struct tc_u32_sel} with one {@code struct tc_u32_key} whose mask, and so value, is 0. */
    private static void matchAll(RequestWriter request) {
        int start = request.nest(TCA_U32_SEL);
        // flags, shift, number of keys; then offsets and mask of the next header, which nobody looks for
        request.fixed8(TC_U32_TERMINAL).fixed8(0).fixed8(1).fixed8(0);
        request.fixed(0).fixed(0).fixed(0);
        request.fixed(0).fixed(0).fixed(0).fixed(0).end(start);
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
        List<Mirred> actions = new ArrayList<>();
        boolean matchall = kind.equals(Classifier.MATCHALL.kind());
        while ((u32 || matchall) && options.get().next()) {
            if (options.get().type() == (u32 ? TCA_U32_ACT : TCA_MATCHALL_ACT)) {
                readActions(options.get().nested(), actions);
            }
        }
        int protocol = Short.reverseBytes((short) info) & 0xffff;
        return Optional.of(new TrafficFilter(kind, info >>> 16, handle, protocol, actions));
    }

    private static void readActions(AttributeReader list, List<Mirred> actions) {
        while (list.next()) {
            AttributeReader action = list.nested();
            boolean mirred = false;
            while (action.next()) {
                if (action.type() == TCA_ACT_KIND) {
                    mirred = action.string().equals(MIRRED);
                } else if (action.type() == TCA_ACT_OPTIONS && mirred) {
                    readMirred(action.nested(), actions);
                }
            }
        }
    }

    private static void readMirred(AttributeReader options, List<Mirred> actions) {
        while (options.next()) {
            if (options.type() == TCA_MIRRED_PARMS) {
                int eaction = options.u32At(EACTION);
                int target = options.u32At(MIRRED_IFINDEX);
                if (target < 0 || eaction < TCA_EGRESS_REDIR || eaction > TCA_INGRESS_MIRROR) {
                    throw NetlinkException.malformed("mirred action " + eaction + " to link " + target);
                }
                // 0: the target is gone, and frames are dropped
                if (target != 0) {
                    boolean copy = eaction == TCA_EGRESS_MIRROR || eaction == TCA_INGRESS_MIRROR;
                    actions.add(new Mirred(new IfIndex(target), copy, eaction >= TCA_INGRESS_REDIR));
                }
            }
        }
    }
}
