package io.netfailover.netlink;

import io.netfailover.types.IfIndex;

/** Hears a {@link CarrierWatch}, on its thread: it must return at once and never throw. */
public interface CarrierListener {
    /** The link's carrier is another than at the last look; the first look after {@link CarrierWatch#watch} is told too. */
    void carrierChanged(IfIndex link, boolean carrier);

    /** The link is gone from the namespace, and no longer watched. */
    void linkGone(IfIndex link);
}
