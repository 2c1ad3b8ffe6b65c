package io.netfailover.journal;

import io.netfailover.types.LinkKey;
import java.time.Instant;

/** Masters that the kernel's own {@code net_failover} made, as they come and go; their links have journals of their own. */
public sealed interface KernelMasterEvent extends JournalEvent {
    LinkKey key();

    /** As it was called when it was found. */
    String name();

    record KernelMasterFound(LinkKey key, String name, Instant at) implements KernelMasterEvent {}

    record KernelMasterGone(LinkKey key, String name, Instant at) implements KernelMasterEvent {}
}
