package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.*;

import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;

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

    /** Where the kernel puts a clsact qdisc, linux/pkt_sched.h. */
    private static final int TC_H_CLSACT = 0xfffffff1;

    private static final int CLSACT_HANDLE = 0xffff0000;
    private static final String CLSACT = "clsact";

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
