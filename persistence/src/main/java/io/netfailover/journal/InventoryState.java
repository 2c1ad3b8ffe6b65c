package io.netfailover.journal;

import io.netfailover.journal.InventoryEvent.MasterDelisted;
import io.netfailover.journal.InventoryEvent.MasterListed;
import io.netfailover.journal.InventoryEvent.NetdevDelisted;
import io.netfailover.journal.InventoryEvent.NetdevListed;
import io.netfailover.types.LinkKey;
import io.netfailover.types.MasterName;
import java.util.LinkedHashSet;
import java.util.Set;

/** The netdevs and masters listed now. */
public record InventoryState(Set<LinkKey> netdevs, Set<MasterName> masters) implements JournalState {
    public static final InventoryState EMPTY = new InventoryState(Set.of(), Set.of());

    public InventoryState {
        netdevs = Set.copyOf(netdevs);
        masters = Set.copyOf(masters);
    }

    public InventoryState apply(InventoryEvent event) {
        if (event instanceof NetdevListed listed) {
            return new InventoryState(with(netdevs, listed.key()), masters);
        } else if (event instanceof NetdevDelisted delisted) {
            return new InventoryState(without(netdevs, delisted.key()), masters);
        } else if (event instanceof MasterListed listed) {
            return new InventoryState(netdevs, with(masters, listed.name()));
        } else if (event instanceof MasterDelisted delisted) {
            return new InventoryState(netdevs, without(masters, delisted.name()));
        }
        throw new IllegalStateException("no rule for " + event);
    }

    private static <T> Set<T> with(Set<T> set, T element) {
        Set<T> copy = new LinkedHashSet<>(set);
        copy.add(element);
        return copy;
    }

    private static <T> Set<T> without(Set<T> set, T element) {
        Set<T> copy = new LinkedHashSet<>(set);
        copy.remove(element);
        return copy;
    }
}
