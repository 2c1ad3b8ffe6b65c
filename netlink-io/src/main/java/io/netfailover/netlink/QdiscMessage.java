package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.*;

import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.util.Optional;

/** RTM_NEWQDISC, RTM_DELQDISC and RTM_GETQDISC: {@code struct tcmsg} and TCA_* of linux/rtnetlink.h. */
final class QdiscMessage {
    static final int RTM_NEWQDISC = 36;
    static final int RTM_DELQDISC = 37;
    static final int RTM_GETQDISC = 38;

    static final int TCA_KIND = 1;
    static final int TCA_OPTIONS = 2;

    /** {@code struct tcmsg}: family and padding, index, handle, parent, info. */
    static final int TCMSG_BYTES = 20;

    private static final int TCM_IFINDEX = 4;
    private static final int TCM_HANDLE = 8;
    private static final int TCM_PARENT = 12;

    /** Where the kernel puts a clsact qdisc, linux/pkt_sched.h. */
    private static final int TC_H_CLSACT = 0xfffffff1;

    private static final int CLSACT_HANDLE = 0xffff0000;
    private static final String CLSACT = "clsact";
    private static final String INGRESS = "ingress";

    private QdiscMessage() {}

    static RequestWriter addClsact(RequestWriter request, IfIndex ifIndex) {
        return clsact(request.begin(RTM_NEWQDISC, NLM_F_ACK | NLM_F_EXCL | NLM_F_CREATE), ifIndex);
    }

    static RequestWriter deleteClsact(RequestWriter request, IfIndex ifIndex) {
        return clsact(request.begin(RTM_DELQDISC, NLM_F_ACK), ifIndex);
    }

    private static RequestWriter clsact(RequestWriter request, IfIndex ifIndex) {
        return tcmsg(request, ifIndex, CLSACT_HANDLE, TC_H_CLSACT, 0).name(TCA_KIND, CLSACT);
    }

    static RequestWriter addIngress(RequestWriter request, IfIndex ifIndex) {
        return ingress(request.begin(RTM_NEWQDISC, NLM_F_ACK | NLM_F_EXCL | NLM_F_CREATE), ifIndex);
    }

    static RequestWriter deleteIngress(RequestWriter request, IfIndex ifIndex) {
        return ingress(request.begin(RTM_DELQDISC, NLM_F_ACK), ifIndex);
    }

    private static RequestWriter ingress(RequestWriter request, IfIndex ifIndex) {
        return tcmsg(request, ifIndex, CLSACT_HANDLE, TC_H_CLSACT, 0).name(TCA_KIND, INGRESS);
    }

    static RequestWriter replace(RequestWriter request, Qdisc qdisc) {
        tcmsg(
                request.begin(RTM_NEWQDISC, NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE),
                qdisc.link(),
                qdisc.handle(),
                qdisc.parent(),
                0);
        request.name(TCA_KIND, qdisc.kind());
        return qdisc.options().isEmpty() ? request : request.raw(TCA_OPTIONS, qdisc.options());
    }

    static RequestWriter deleteRoot(RequestWriter request, IfIndex ifIndex) {
        return tcmsg(request.begin(RTM_DELQDISC, NLM_F_ACK), ifIndex, 0, Qdisc.ROOT, 0);
    }

    /** Of all links. */
    static RequestWriter dumpAll(RequestWriter request) {
        return request.begin(RTM_GETQDISC, NLM_F_DUMP)
                .fixed(0)
                .fixed(0)
                .fixed(0)
                .fixed(0)
                .fixed(0);
    }

    static Optional<Qdisc> decode(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, TCMSG_BYTES);
        int index = payload.getInt(TCM_IFINDEX);
        if (index <= 0) {
            throw NetlinkException.malformed("qdisc of a link with the index " + index);
        }
        String kind = "";
        RawBytes options = RawBytes.NONE;
        while (attributes.next()) {
            switch (attributes.type()) {
                case TCA_KIND -> kind = attributes.string();
                case TCA_OPTIONS -> options = attributes.raw();
                default -> {
                    // statistics
                }
            }
        }
        int handle = payload.getInt(TCM_HANDLE);
        int parent = payload.getInt(TCM_PARENT);
        return Optional.of(new Qdisc(new IfIndex(index), kind, handle, parent, options));
    }

    /** Of one link; the kernel does not filter by link, so the answer is to be filtered. */
    static RequestWriter dump(RequestWriter request, IfIndex ifIndex) {
        return tcmsg(request.begin(RTM_GETQDISC, NLM_F_DUMP), ifIndex, 0, 0, 0);
    }

    static boolean isClsactOf(ByteBuffer payload, IfIndex ifIndex) {
        AttributeReader attributes = AttributeReader.after(payload, TCMSG_BYTES);
        boolean clsact = false;
        while (attributes.next()) {
            if (attributes.type() == TCA_KIND) {
                clsact = attributes.string().equals(CLSACT);
            }
        }
        return clsact && payload.getInt(TCM_IFINDEX) == ifIndex.value();
    }

    static RequestWriter tcmsg(RequestWriter request, IfIndex ifIndex, int handle, int parent, int info) {
        return request.fixed(0)
                .fixed(ifIndex.value())
                .fixed(handle)
                .fixed(parent)
                .fixed(info);
    }
}
