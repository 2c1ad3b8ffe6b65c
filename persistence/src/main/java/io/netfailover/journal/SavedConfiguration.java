package io.netfailover.journal;

import io.netfailover.types.LinkKey;
import java.time.Instant;
import java.util.List;

/**
 * What a link carried before it was touched: enough to give it back, or to another link, whatever a crash left of it.
 *
 * @param link it means nothing in another boot or namespace
 * @param items in the order in which they are to be added
 * @param at when it was read: lifetimes count from there
 */
public record SavedConfiguration(LinkKey link, List<SavedItem> items, Instant at) {
    public SavedConfiguration {
        items = List.copyOf(items);
    }
}
