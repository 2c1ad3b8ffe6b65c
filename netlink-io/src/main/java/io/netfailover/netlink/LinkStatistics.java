package io.netfailover.netlink;

import java.lang.reflect.RecordComponent;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code struct rtnl_link_stats64} of linux/if_link.h, in its order and with its names; unsigned. Members that an older kernel does not
 * have are 0.
 */
public record LinkStatistics(
        long rxPackets,
        long txPackets,
        long rxBytes,
        long txBytes,
        long rxErrors,
        long txErrors,
        long rxDropped,
        long txDropped,
        long multicast,
        long collisions,
        long rxLengthErrors,
        long rxOverErrors,
        long rxCrcErrors,
        long rxFrameErrors,
        long rxFifoErrors,
        long rxMissedErrors,
        long txAbortedErrors,
        long txCarrierErrors,
        long txFifoErrors,
        long txHeartbeatErrors,
        long txWindowErrors,
        long rxCompressed,
        long txCompressed,
        long rxNohandler,
        long rxOtherhostDropped) {

    /** The counters that have counted something, by their names here. */
    public SortedMap<String, Long> byName() {
        SortedMap<String, Long> counters = new TreeMap<>();
        for (RecordComponent component : LinkStatistics.class.getRecordComponents()) {
            try {
                long value = (long) component.getAccessor().invoke(this);
                if (value != 0) {
                    counters.put(component.getName(), value);
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("every component has a public accessor", e);
            }
        }
        return counters;
    }

    static LinkStatistics decode(AttributeReader stats64) {
        return new LinkStatistics(
                member(stats64, 0),
                member(stats64, 1),
                member(stats64, 2),
                member(stats64, 3),
                member(stats64, 4),
                member(stats64, 5),
                member(stats64, 6),
                member(stats64, 7),
                member(stats64, 8),
                member(stats64, 9),
                member(stats64, 10),
                member(stats64, 11),
                member(stats64, 12),
                member(stats64, 13),
                member(stats64, 14),
                member(stats64, 15),
                member(stats64, 16),
                member(stats64, 17),
                member(stats64, 18),
                member(stats64, 19),
                member(stats64, 20),
                member(stats64, 21),
                member(stats64, 22),
                member(stats64, 23),
                member(stats64, 24));
    }

    private static long member(AttributeReader stats64, int number) {
        return stats64.u64At(number * Long.BYTES);
    }
}
