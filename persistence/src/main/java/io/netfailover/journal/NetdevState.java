package io.netfailover.journal;

import io.netfailover.journal.NetdevEvent.NetdevAddressChanged;
import io.netfailover.journal.NetdevEvent.NetdevAdminChanged;
import io.netfailover.journal.NetdevEvent.NetdevAppeared;
import io.netfailover.journal.NetdevEvent.NetdevCarrierChanged;
import io.netfailover.journal.NetdevEvent.NetdevMasterChanged;
import io.netfailover.journal.NetdevEvent.NetdevMtuChanged;
import io.netfailover.journal.NetdevEvent.NetdevRemoved;
import io.netfailover.journal.NetdevEvent.NetdevRenamed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The link as last journalled; empty before it appeared and after it was removed. */
public record NetdevState(Optional<NetdevPicture> picture) implements JournalState {
    public static final NetdevState GONE = new NetdevState(Optional.empty());

    public NetdevState apply(NetdevEvent event) {
        if (event instanceof NetdevAppeared appeared) {
            return new NetdevState(Optional.of(appeared.picture()));
        } else if (event instanceof NetdevRemoved) {
            return GONE;
        }
        NetdevPicture p = picture.orElseThrow(() -> new IllegalStateException("no link to apply " + event + " to"));
        return new NetdevState(Optional.of(changed(p, event)));
    }

    private static NetdevPicture changed(NetdevPicture p, NetdevEvent event) {
        String name = event instanceof NetdevRenamed e ? e.name() : p.name();
        var address = event instanceof NetdevAddressChanged e ? e.address() : p.address();
        int mtu = event instanceof NetdevMtuChanged e ? e.mtuBytes() : p.mtuBytes();
        boolean up = event instanceof NetdevAdminChanged e ? e.up() : p.up();
        boolean carrier = event instanceof NetdevCarrierChanged e ? e.carrier() : p.carrier();
        var master = event instanceof NetdevMasterChanged e ? e.master() : p.master();
        return new NetdevPicture(p.key(), name, address, p.permanentAddress(), mtu, up, carrier, master, p.kind());
    }

    /** The transitions that lead from this state to what the kernel shows now; none when they agree. */
    public List<NetdevEvent> transitionsTo(Optional<NetdevPicture> now, boolean whileAway, Instant at) {
        List<NetdevEvent> events = new ArrayList<>();
        if (now.isEmpty()) {
            picture.ifPresent(gone -> events.add(new NetdevRemoved(whileAway, at)));
            return events;
        }
        NetdevPicture next = now.get();
        if (picture.isEmpty()) {
            events.add(new NetdevAppeared(next, whileAway, at));
            return events;
        }
        NetdevPicture last = picture.get();
        if (!last.name().equals(next.name())) {
            events.add(new NetdevRenamed(next.name(), whileAway, at));
        }
        if (!last.address().equals(next.address())) {
            events.add(new NetdevAddressChanged(next.address(), whileAway, at));
        }
        if (last.mtuBytes() != next.mtuBytes()) {
            events.add(new NetdevMtuChanged(next.mtuBytes(), whileAway, at));
        }
        if (!last.master().equals(next.master())) {
            events.add(new NetdevMasterChanged(next.master(), whileAway, at));
        }
        if (last.up() != next.up()) {
            events.add(new NetdevAdminChanged(next.up(), whileAway, at));
        }
        if (last.carrier() != next.carrier()) {
            events.add(new NetdevCarrierChanged(next.carrier(), whileAway, at));
        }
        return events;
    }
}
