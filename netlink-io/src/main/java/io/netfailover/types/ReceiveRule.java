package io.netfailover.types;

/** What becomes of frames that arrive on the standby while a primary is registered but has no carrier. */
public enum ReceiveRule {
    /** Accepted until the primary has carrier. */
    OPEN,
    /** Dropped, as the kernel's net_failover does (NF-21). */
    STRICT
}
