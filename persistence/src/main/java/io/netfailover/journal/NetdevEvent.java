package io.netfailover.journal;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.time.Instant;
import java.util.Optional;

/** A transition of one link. {@code whileAway}: found by comparison after the daemon had been down, so {@code at} is when it was noticed. */
public sealed interface NetdevEvent extends JournalEvent {
    boolean whileAway();

    /** The first event of a netdev's life, and the first after a removal (an index of the same name space returns at times). */
    record NetdevAppeared(NetdevPicture picture, boolean whileAway, Instant at) implements NetdevEvent {}

    record NetdevCarrierChanged(boolean carrier, boolean whileAway, Instant at) implements NetdevEvent {}

    record NetdevAdminChanged(boolean up, boolean whileAway, Instant at) implements NetdevEvent {}

    record NetdevMtuChanged(int mtuBytes, boolean whileAway, Instant at) implements NetdevEvent {}

    record NetdevMasterChanged(Optional<IfIndex> master, boolean whileAway, Instant at) implements NetdevEvent {}

    record NetdevRenamed(String name, boolean whileAway, Instant at) implements NetdevEvent {}

    record NetdevAddressChanged(Optional<MacAddress> address, boolean whileAway, Instant at) implements NetdevEvent {}

    record NetdevRemoved(boolean whileAway, Instant at) implements NetdevEvent {}
}
