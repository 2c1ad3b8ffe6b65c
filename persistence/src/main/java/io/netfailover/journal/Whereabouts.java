package io.netfailover.journal;

/** What one host really has of a domain. */
public enum Whereabouts {
    ABSENT,
    RUNNING,
    /** Running, and a migration job is under way. */
    MIGRATING,
    /** Stopped by a person or an error. */
    PAUSED,
    /** A destination that waits for, or takes, a migration. */
    INCOMING,
    /** A source that has sent all. */
    MIGRATED,
    /** Defined, without a process. */
    SHUT_OFF
}
