package io.netfailover.journal;

import io.netfailover.journal.HostAgentEvent.EffectBegun;
import io.netfailover.journal.HostAgentEvent.EffectEnded;
import io.netfailover.journal.HostAgentEvent.NumberSeen;
import io.netfailover.journal.HostAgentEvent.VfHeld;
import io.netfailover.journal.HostAgentEvent.VfReleased;
import io.netfailover.types.DomainName;
import io.netfailover.types.VfRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a host has promised and what it has under way.
 *
 * @param numbers the highest incarnation seen, by domain
 * @param open the effect whose outcome is unknown, by domain
 * @param holdings VFs that are not free, in order of PF and index
 */
public record HostAgentState(Map<DomainName, Long> numbers, Map<DomainName, OpenEffect> open, List<VfHolding> holdings)
        implements JournalState {
    public static final HostAgentState EMPTY = new HostAgentState(Map.of(), Map.of(), List.of());

    public HostAgentState {
        numbers = Map.copyOf(numbers);
        open = Map.copyOf(open);
        holdings = List.copyOf(holdings);
    }

    public HostAgentState apply(HostAgentEvent event) {
        if (event instanceof NumberSeen seen) {
            Map<DomainName, Long> copy = new HashMap<>(numbers);
            copy.merge(seen.domain(), seen.number(), Math::max);
            return new HostAgentState(copy, open, holdings);
        } else if (event instanceof EffectBegun begun) {
            Map<DomainName, OpenEffect> copy = new HashMap<>(open);
            copy.put(
                    begun.id().domain(),
                    new OpenEffect(
                            begun.id(), begun.number(), begun.step(), begun.undo(), begun.attempt(), begun.plan()));
            return new HostAgentState(numbers, copy, holdings);
        } else if (event instanceof EffectEnded ended) {
            Map<DomainName, OpenEffect> copy = new HashMap<>(open);
            copy.remove(ended.id().domain());
            return new HostAgentState(numbers, copy, holdings);
        } else if (event instanceof VfHeld held) {
            List<VfHolding> copy = without(held.holding().vf());
            copy.add(held.holding());
            copy.sort(Comparator.comparing((VfHolding holding) -> holding.vf().pf())
                    .thenComparing(holding -> holding.vf().index()));
            return new HostAgentState(numbers, open, copy);
        } else if (event instanceof VfReleased released) {
            return new HostAgentState(numbers, open, without(released.vf()));
        }
        throw new IllegalStateException("no rule for " + event);
    }

    /** The highest incarnation seen, 0 before the first. */
    public long numberOf(DomainName domain) {
        return numbers.getOrDefault(domain, 0L);
    }

    public Optional<VfHolding> holding(VfRef vf) {
        return holdings.stream().filter(held -> isSame(held.vf(), vf)).findFirst();
    }

    /** A VF is known by its PF and index: where it is on the bus may change with the hardware. */
    private static boolean isSame(VfRef one, VfRef other) {
        return one.pf().equals(other.pf()) && one.index() == other.index();
    }

    private List<VfHolding> without(VfRef vf) {
        List<VfHolding> copy = new ArrayList<>(holdings);
        copy.removeIf(held -> isSame(held.vf(), vf));
        return copy;
    }
}
