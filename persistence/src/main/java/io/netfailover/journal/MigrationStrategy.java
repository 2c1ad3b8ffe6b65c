package io.netfailover.journal;

/** In which order a migration does what. */
public enum MigrationStrategy {
    /** The VF leaves before and comes after, both paths fed meanwhile. */
    EXPLICIT,
    /** The literal order of the kernel's net_failover document, for comparison. */
    DOCUMENT,
    /** QEMU unplugs and plugs the VF by itself. */
    TEAMING
}
