package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.*;
import static io.netfailover.netlink.MirredMessage.*;
import static io.netfailover.netlink.QdiscMessage.*;

import java.nio.ByteOrder;

/** RTM_NEWTFILTER for u32 filters that share a mirred action, and RTM_NEWACTION, which changes it: linux/rtnetlink.h, struct tcamsg. */
final class SharedMirredMessage {
    private static final int RTM_NEWACTION = 48;
    private static final int TCA_ACT_TAB = 1;

    /** From the network header; the Ethernet header begins with the third byte there. */
    private static final int DESTINATION = -16;

    /** Of the destination's first byte, IEEE 802.3. */
    private static final int GROUP_BIT = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? 0x0100 : 0x0001_0000;

    private SharedMirredMessage() {}

    /** @param handle 0 for a new filter, else that of the one to replace, in one step (u32_change) */
    static RequestWriter put(RequestWriter request, FilterPlace place, int handle, int action) {
        int flags = NLM_F_ACK | NLM_F_CREATE | (handle == 0 ? NLM_F_EXCL : 0);
        at(request.begin(FilterMessage.RTM_NEWTFILTER, flags), place, handle);
        int options = request.name(TCA_KIND, Classifier.U32.kind()).nest(TCA_OPTIONS);
        if (action != 0) {
            int actions = request.nest(TCA_U32_ACT);
            shared(request, action, Mirred.redirectTo(place.link())); // the kernel looks at the number alone
            request.end(actions);
        }
        match(request, place.groupsOnly() ? GROUP_BIT : 0, place.groupsOnly() ? DESTINATION : 0);
        return request.end(options);
    }

    /** All filters of that priority. */
    static RequestWriter delete(RequestWriter request, FilterPlace place) {
        return at(request.begin(FilterMessage.RTM_DELTFILTER, NLM_F_ACK), place, 0);
    }

    private static RequestWriter at(RequestWriter request, FilterPlace place, int handle) {
        int info = place.priority() << 16 | Short.reverseBytes((short) place.etherType()) & 0xffff;
        return tcmsg(request, place.link(), handle, place.hook().parent(), info);
    }

    static RequestWriter change(RequestWriter request, int action, Mirred mirred) {
        request.begin(RTM_NEWACTION, NLM_F_ACK | NLM_F_REPLACE).fixed(0); // struct tcamsg: family and padding
        int table = request.nest(TCA_ACT_TAB);
        shared(request, action, mirred);
        return request.end(table);
    }

    private static void shared(RequestWriter request, int action, Mirred mirred) {
        int first = request.nest(1);
        int options = request.name(TCA_ACT_KIND, MIRRED).nest(TCA_ACT_OPTIONS | RequestWriter.NLA_F_NESTED);
        parameters(request, action, mirred, afterwards(mirred));
        request.end(options).end(first);
    }
}
