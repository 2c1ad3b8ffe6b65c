package io.netfailover.datapath;

import io.netfailover.types.MacAddress;

/** One thing that a link lets in beside frames for its own address and broadcasts. */
sealed interface Reception {
    /** A further address, unicast or multicast. */
    record Address(MacAddress address) implements Reception {}

    /** All that comes, of a kind. */
    enum Mode implements Reception {
        PROMISCUOUS,
        ALL_MULTICAST
    }
}
