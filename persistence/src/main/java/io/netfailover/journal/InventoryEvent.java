package io.netfailover.journal;

import io.netfailover.types.LinkKey;
import io.netfailover.types.MasterName;
import java.time.Instant;

/** Which netdevs and masters exist or should, so that recovery knows whom to wake. */
public sealed interface InventoryEvent extends JournalEvent {
    record NetdevListed(LinkKey key, Instant at) implements InventoryEvent {}

    record NetdevDelisted(LinkKey key, Instant at) implements InventoryEvent {}

    record MasterListed(MasterName name, Instant at) implements InventoryEvent {}

    record MasterDelisted(MasterName name, Instant at) implements InventoryEvent {}
}
