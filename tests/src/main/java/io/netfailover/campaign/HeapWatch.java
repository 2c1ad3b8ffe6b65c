package io.netfailover.campaign;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether the memory that survives a collection grows from round to round. */
final class HeapWatch {
    /** What classes, caches and thread stacks that come late may take; a storm's events are many times as much. */
    private static final double GROWTH_MEGABYTES = 3;

    /** The first round loads classes and grows maps. */
    private static final int FIRST_JUDGED = 1;

    private final List<Double> megabytes = new ArrayList<>();

    /** @return what lives now, direct buffers included */
    double measure() {
        System.gc();
        System.gc(); // what the first one's cleaners let go
        double direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        megabytes.add((heap + direct) / 1e6);
        return megabytes.get(megabytes.size() - 1);
    }

    /** The least of the last third against the least of the first: a moment's garbage moves neither. */
    List<String> objections() {
        List<Double> judged = megabytes.subList(Math.min(FIRST_JUDGED, megabytes.size()), megabytes.size());
        if (judged.size() < 2) {
            return List.of();
        }
        int third = Math.max(1, judged.size() / 3);
        double early = least(judged.subList(0, third));
        double late = least(judged.subList(judged.size() - third, judged.size()));
        return late - early <= GROWTH_MEGABYTES
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT, "memory grew from %.1f MB to %.1f MB in %d rounds", early, late, judged.size()));
    }

    private static double least(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }
}
