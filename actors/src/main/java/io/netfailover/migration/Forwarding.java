package io.netfailover.migration;

import io.netfailover.types.MacAddress;

/** An entry of a forwarding database. */
public record Forwarding(String link, MacAddress mac, Kind kind) {
    /** Who made it, as far as that can be seen. */
    public enum Kind {
        /** On the link itself, {@code self permanent}. */
        SELF,
        /** Of a bridge, to that port, {@code master static} with or without {@code sticky}. */
        STATIC,
        /** Of a bridge, {@code permanent}: frames for it end in the host. */
        LOCAL,
        /** Of a bridge, from frames that it saw. */
        LEARNED
    }
}
