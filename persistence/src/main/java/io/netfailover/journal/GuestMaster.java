package io.netfailover.journal;

/** Who pairs the two NICs in the guest. */
public enum GuestMaster {
    /** The kernel's net_failover: the guest must have negotiated STANDBY. */
    KERNEL,
    /** netfailover in the guest: nothing is negotiated. */
    NETFAILOVER
}
