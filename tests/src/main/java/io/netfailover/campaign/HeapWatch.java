package io.netfailover.campaign;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Whether the memory of this process that survives a collection grows from round to round. */
final class HeapWatch {
    /** What classes, caches and thread stacks that come late may take; a storm's events are many times as much. */
    static final double GROWTH_MEGABYTES = 3;

    private final Growth growth = new Growth("memory", "MB", GROWTH_MEGABYTES);

    /** @return what lives now, direct buffers included */
    double measure() {
        System.gc();
        System.gc(); // what the first one's cleaners let go
        double direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        double megabytes = (heap + direct) / 1e6;
        growth.add(megabytes);
        return megabytes;
    }

    List<String> objections() {
        return growth.objections();
    }
}
