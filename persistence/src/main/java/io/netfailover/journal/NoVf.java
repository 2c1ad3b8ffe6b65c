package io.netfailover.journal;

/** What to do when the destination has no free VF. */
public enum NoVf {
    REFUSE,
    /** Ask again until the migration's timeout. */
    WAIT,
    /** Migrate, and give the VM a VF when one is free: degraded until then. */
    DEGRADED
}
