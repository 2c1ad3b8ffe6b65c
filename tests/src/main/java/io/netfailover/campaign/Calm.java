package io.netfailover.campaign;

import io.netfailover.lab.Wait;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.OperState;
import io.netfailover.types.IfIndex;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a model and the kernel's dump came to agree once nothing happened any more.
 *
 * @param seconds of quiet until they were equal, or that were waited
 * @param links of the dump
 * @param difference empty when they are equal
 */
record Calm(double seconds, int links, Optional<String> difference) {
    /** Of quiet, after which the model must be right. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** The kernel itself must come to rest some day. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private static final Duration STEP = Duration.ofMillis(5);

    /**
     * Quiet begins with the first dump that is equal to those after it and owes no event. A carrier that changed is shown by dumps at once,
     * but told only when linkwatch comes to it: 100 links at a time, then the next second (MAX_DO_DEV_PER_LOOP of net/core/link_watch.c).
     */
    static Calm await(Supplier<Map<IfIndex, Link>> model, Supplier<Map<IfIndex, Link>> kernel) {
        long deadlineNs = System.nanoTime() + LONGEST.toNanos();
        Map<IfIndex, Link> truth = Map.of();
        long quietNs = System.nanoTime();
        while (true) {
            long beforeNs = System.nanoTime();
            Map<IfIndex, Link> dump = kernel.get();
            if (!dump.equals(truth) || dump.values().stream().anyMatch(Calm::isOwedAnEvent)) {
                truth = dump;
                quietNs = beforeNs;
            }
            Map<IfIndex, Link> believed = model.get();
            double seconds = (System.nanoTime() - quietNs) / 1e9;
            if (believed.equals(truth)) {
                return new Calm(seconds, truth.size(), Optional.empty());
            }
            if (beforeNs - quietNs > PATIENCE.toNanos()) {
                return new Calm(seconds, truth.size(), Optional.of(difference(believed, truth)));
            }
            if (beforeNs > deadlineNs) {
                return new Calm(seconds, truth.size(), Optional.of("the kernel did not come to rest"));
            }
            Wait.pass(STEP);
        }
    }

    private static String difference(Map<IfIndex, Link> believed, Map<IfIndex, Link> truth) {
        List<Link> missing = truth.values().stream()
                .filter(link -> !believed.containsKey(link.ifIndex()))
                .toList();
        List<Link> ghosts = believed.values().stream()
                .filter(link -> !truth.containsKey(link.ifIndex()))
                .toList();
        List<Link> stale = truth.values().stream()
                .filter(link ->
                        believed.containsKey(link.ifIndex()) && !Objects.equals(believed.get(link.ifIndex()), link))
                .toList();
        StringBuilder text = new StringBuilder();
        tell(text, "missing in the model", missing);
        tell(text, "gone but still in the model", ghosts);
        tell(text, "otherwise in the model", stale);
        stale.stream()
                .findFirst()
                .ifPresent(link -> text.append(": ").append(difference(believed.get(link.ifIndex()), link)));
        return text.toString();
    }

    /** Linkwatch sets the operational state and sends the event in one go. */
    private static boolean isOwedAnEvent(Link link) {
        boolean operates = link.operState() == OperState.UP
                || link.operState() == OperState.UNKNOWN
                || link.operState() == OperState.DORMANT
                || link.operState() == OperState.TESTING;
        return link.isUp() && link.carrier() != operates;
    }

    private static String difference(@Nullable Link believed, Link truth) {
        StringBuilder text = new StringBuilder();
        for (RecordComponent part : Link.class.getRecordComponents()) {
            try {
                Object ours = part.getAccessor().invoke(believed);
                Object kernels = part.getAccessor().invoke(truth);
                if (!Objects.equals(ours, kernels)) {
                    text.append(text.isEmpty() ? "" : ", ").append(part.getName());
                    text.append(' ').append(ours).append(" instead of ").append(kernels);
                }
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("a record whose parts cannot be read", e);
            }
        }
        return text.toString();
    }

    private static void tell(StringBuilder text, String what, List<Link> links) {
        if (!links.isEmpty()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(links.size())
                    .append(' ')
                    .append(what)
                    .append(" (")
                    .append(links.get(0).name())
                    .append(links.size() > 1 ? ", ...)" : ")");
        }
    }
}
