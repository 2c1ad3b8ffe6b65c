package io.netfailover.journal;

import akka.persistence.typed.PersistenceId;
import io.netfailover.types.DomainName;
import io.netfailover.types.LinkKey;
import io.netfailover.types.MasterName;

/** The names under which entities are journalled: {@code kind|which}. They are in every journal, so they never change. */
public final class PersistenceIds {
    public static final String INVENTORY = "inventory";
    public static final String NETDEV = "netdev";
    public static final String MASTER = "master";

    public static final String MIGRATION = "migration";
    public static final String AGENT = "agent";
    public static final String ALARMS = "alarms";
    public static final String KERNEL_MASTERS = "kernel-masters";

    private PersistenceIds() {}

    /** The one inventory of a host: {@code inventory|host}. */
    public static PersistenceId inventory() {
        return PersistenceId.of(INVENTORY, "host");
    }

    /** {@code netdev|<boot id>/<cookie>/<ifindex>} */
    public static PersistenceId netdev(LinkKey key) {
        return PersistenceId.of(NETDEV, key.toString());
    }

    /** The migrations of one domain, in the cluster's journal: {@code migration|<domain>}. */
    public static PersistenceId migration(DomainName domain) {
        return PersistenceId.of(MIGRATION, domain.value());
    }

    /** What one host does for migrations: {@code agent|host}. */
    public static PersistenceId agent() {
        return PersistenceId.of(AGENT, "host");
    }

    /** The alarms of one host: {@code alarms|host}. */
    public static PersistenceId alarms() {
        return PersistenceId.of(ALARMS, "host");
    }

    /** The masters of one host that the kernel made: {@code kernel-masters|host}. */
    public static PersistenceId kernelMasters() {
        return PersistenceId.of(KERNEL_MASTERS, "host");
    }

    /** {@code master|<name>} */
    public static PersistenceId master(MasterName name) {
        return PersistenceId.of(MASTER, name.value());
    }
}
