package io.netfailover.types;

/** What a slave is to its failover master (kernel document {@code net_failover.rst}). */
public enum Role {
    /** The fast passthrough NIC, a VF. */
    PRIMARY,
    /** The paravirtual NIC that always stays. */
    STANDBY
}
