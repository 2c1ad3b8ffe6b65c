package io.netfailover.datapath;

import io.netfailover.journal.MasterDefinition;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import io.netfailover.types.MasterName;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.util.Optional;
import java.util.Set;

/**
 * Masters of links that are in use: what the standby carries moves to its master with its traffic, and what the master carries then comes
 * back when it is unmade. Whatever was read before and is remembered counts too, since a crash may have come between.
 */
public final class LiveMasters {
    private final DataPaths dataPaths;
    private final LinkConfigurations configurations;

    public LiveMasters(DataPaths dataPaths) {
        this.dataPaths = dataPaths;
        this.configurations = dataPaths.configurations();
    }

    /** What {@link #establish} will move, for those who remember it first; empty when there is nothing. */
    public Optional<LinkConfiguration> toBring(MasterDefinition definition) {
        return configurations.ofStandby(definition).filter(found -> !found.isEmpty());
    }

    /** What {@link #remove} will move. */
    public Optional<LinkConfiguration> toGiveBack(MasterName name) {
        return configurations.ofMaster(name).filter(found -> !found.isEmpty());
    }

    /**
     * As {@link DataPaths#establish}. When making it, or moving to it, fails, all is on the standby again.
     *
     * @param remembered from an earlier {@link #toBring} of this boot
     */
    public DataPath establish(MasterDefinition definition, Optional<LinkConfiguration> remembered) {
        Optional<LinkConfiguration> wanted = union(remembered, toBring(definition));
        if (wanted.isEmpty()) {
            return dataPaths.establish(definition);
        }
        LinkConfiguration configuration = wanted.get();
        try {
            DataPath path = dataPaths.establish(definition, (master, standby) -> {
                if (losesAllAtOnce(definition)) {
                    configurations.put(configuration, master);
                } else {
                    configurations.putAddresses(configuration, master);
                }
            });
            try {
                bring(path, configuration, passesQdiscOfStandbyOnly(path, definition.layout()));
                return path;
            } catch (RuntimeException e) {
                path.close();
                undo(e, () -> remove(definition.name(), wanted));
                throw e;
            } catch (Error e) {
                path.close();
                throw e;
            }
        } catch (RuntimeException e) {
            // with the addresses of a master that is gone the kernel took routes of the standby away
            undo(e, () -> configurations.put(configuration, configuration.link()));
            throw e;
        }
    }

    /** A standby that changes its namespace, or goes down for a bond to take it. */
    private static boolean losesAllAtOnce(MasterDefinition definition) {
        return definition.layout() == Layout.HIDDEN || definition.steering() == Steering.BOND;
    }

    /** A frame that is redirected on its way out never comes to the master's own. */
    private static boolean passesQdiscOfStandbyOnly(DataPath path, Layout layout) {
        return layout == Layout.DIRECT && !Set.of(Steering.TAP, Steering.BOND).contains(path.steering());
    }

    private void bring(DataPath path, LinkConfiguration configuration, boolean qdiscWorksBelow) {
        IfIndex standby = path.links().standby();
        configurations.move(configuration, standby, path.links().master(), !qdiscWorksBelow);
        path.register(Role.STANDBY, configurations.link(standby)); // now nothing of IPv6 is lost there
    }

    private static void undo(RuntimeException failure, Runnable undo) {
        try {
            undo.run();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * As {@link DataPaths#remove}.
     *
     * @param remembered from an earlier {@link #toGiveBack}, or {@link #toBring}, of this boot
     */
    public void remove(MasterName name, Optional<LinkConfiguration> remembered) {
        dataPaths.remove(name, handover(name, remembered));
    }

    /** As {@link #remove}, by what was established; it is closed then. */
    public void remove(MasterName name, DataPath path, Optional<LinkConfiguration> remembered) {
        try (DataPath closing = path) {
            closing.destroy(handover(name, remembered));
        }
    }

    private Handover handover(MasterName name, Optional<LinkConfiguration> remembered) {
        return union(remembered, toGiveBack(name))
                .<Handover>map(
                        configuration -> (master, standby) -> configurations.move(configuration, master, standby, true))
                .orElse(Handover.NOTHING);
    }

    private static Optional<LinkConfiguration> union(
            Optional<LinkConfiguration> remembered, Optional<LinkConfiguration> found) {
        return remembered.isPresent() && found.isPresent()
                ? Optional.of(remembered.get().and(found.get()))
                : remembered.or(() -> found);
    }
}
