package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.*;
import static io.netfailover.netlink.QdiscMessage.*;

import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.util.Optional;

/** RTM_NEWTFILTER, RTM_DELTFILTER and RTM_GETTFILTER for cls_bpf: TCA_BPF_* of linux/pkt_cls.h. */
final class FilterMessage {
    static final int RTM_NEWTFILTER = 44;
    static final int RTM_DELTFILTER = 45;
    static final int RTM_GETTFILTER = 46;

    private static final int TCA_BPF_FD = 6;
    private static final int TCA_BPF_NAME = 7;
    private static final int TCA_BPF_FLAGS = 8;
    private static final int TCA_BPF_TAG = 10;
    private static final int TCA_BPF_ID = 11;
    private static final int TCA_BPF_FLAG_ACT_DIRECT = 1;

    private static final int ETH_P_ALL = 3;
    private static final String BPF = "bpf";
    private static final int TCM_HANDLE = 8;
    private static final int TCM_INFO = 16;

    private FilterMessage() {}

    /** NLM_F_CREATE without NLM_F_EXCL replaces the program of a filter that is there, in one step (cls_bpf_change). */
    static RequestWriter attach(
            RequestWriter request, IfIndex ifIndex, TcHook hook, int priority, int handle, int programFd, String name) {
        filter(request.begin(RTM_NEWTFILTER, NLM_F_ACK | NLM_F_CREATE), ifIndex, hook, priority, handle);
        int options = request.nest(TCA_OPTIONS);
        return request.u32(TCA_BPF_FD, programFd)
                .name(TCA_BPF_NAME, name)
                .u32(TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT)
                .end(options);
    }

    static RequestWriter detach(RequestWriter request, IfIndex ifIndex, TcHook hook, int priority, int handle) {
        return filter(request.begin(RTM_DELTFILTER, NLM_F_ACK), ifIndex, hook, priority, handle);
    }

    static RequestWriter dump(RequestWriter request, IfIndex ifIndex, TcHook hook) {
        return tcmsg(request.begin(RTM_GETTFILTER, NLM_F_DUMP), ifIndex, 0, hook.parent(), 0);
    }

    private static RequestWriter filter(RequestWriter request, IfIndex ifIndex, TcHook hook, int priority, int handle) {
        // tcm_info: the priority in the upper half, the protocol in network byte order in the lower one
        int info = priority << 16 | Short.reverseBytes((short) ETH_P_ALL) & 0xffff;
        return tcmsg(request, ifIndex, handle, hook.parent(), info).name(TCA_KIND, BPF);
    }

    /** Empty for filters of another kind and for the entry without options that stands before the filters of a priority. */
    static Optional<BpfFilter> decode(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, TCMSG_BYTES);
        String kind = "";
        Optional<BpfFilter> filter = Optional.empty();
        int handle = payload.getInt(TCM_HANDLE);
        int info = payload.getInt(TCM_INFO);
        while (attributes.next()) {
            switch (attributes.type()) {
                case TCA_KIND -> kind = attributes.string();
                case TCA_OPTIONS -> {
                    if (kind.equals(BPF)) {
                        filter = Optional.of(options(attributes.nested(), handle, info));
                    }
                }
                default -> {
                    // chain, statistics and what newer kernels say
                }
            }
        }
        return filter.filter(found -> found.handle() != 0);
    }

    /** Of a filter of whatever kind. */
    static int priority(ByteBuffer payload) {
        AttributeReader.after(payload, TCMSG_BYTES); // is long enough for the fixed part
        return payload.getInt(TCM_INFO) >>> 16;
    }

    private static BpfFilter options(AttributeReader options, int handle, int info) {
        String name = "";
        String tag = "";
        int id = 0;
        int flags = 0;
        while (options.next()) {
            switch (options.type()) {
                case TCA_BPF_NAME -> name = options.string();
                case TCA_BPF_TAG -> tag = options.hex();
                case TCA_BPF_ID -> id = options.u32();
                case TCA_BPF_FLAGS -> flags = options.u32();
                default -> {
                    // actions and offload flags
                }
            }
        }
        int protocol = Short.reverseBytes((short) info) & 0xffff;
        boolean direct = (flags & TCA_BPF_FLAG_ACT_DIRECT) != 0;
        return new BpfFilter(info >>> 16, handle, protocol, name, id, tag, direct);
    }
}
