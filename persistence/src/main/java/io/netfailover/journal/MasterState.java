package io.netfailover.journal;

import io.netfailover.journal.MasterEvent.ConfigurationSaved;
import io.netfailover.journal.MasterEvent.ConfirmationAwaited;
import io.netfailover.journal.MasterEvent.CreationConfirmed;
import io.netfailover.journal.MasterEvent.MasterCreationFailed;
import io.netfailover.journal.MasterEvent.MasterCreationRequested;
import io.netfailover.journal.MasterEvent.MasterDestroyed;
import io.netfailover.journal.MasterEvent.MasterDestructionFailed;
import io.netfailover.journal.MasterEvent.MasterDestructionRequested;
import io.netfailover.journal.MasterEvent.MasterEstablished;
import io.netfailover.journal.MasterEvent.PathSwitched;
import io.netfailover.journal.MasterEvent.PolicySet;
import io.netfailover.journal.MasterEvent.SlaveAddressRemoved;
import io.netfailover.journal.MasterEvent.SlaveClientEnded;
import io.netfailover.journal.MasterEvent.SlaveRefused;
import io.netfailover.journal.MasterEvent.SlaveRegistered;
import io.netfailover.journal.MasterEvent.SlaveReleased;
import io.netfailover.journal.MasterEvent.StatisticsFolded;
import io.netfailover.types.LinkKey;
import io.netfailover.types.Path;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.time.Instant;
import java.util.Optional;

/** Where a failover master stands. */
public sealed interface MasterState extends JournalState {
    Absent ABSENT = new Absent();

    /** @throws IllegalStateException when {@code event} cannot follow this state: the journal is not one of ours */
    MasterState apply(MasterEvent event);

    /** What was journalled before it is moved, until it is known to be where it belongs. */
    Optional<SavedConfiguration> saved();

    /** When the creation is undone unless it is confirmed before. */
    Optional<Instant> confirmBy();

    /** Never made, failed to be made, or destroyed. */
    record Absent() implements MasterState {
        @Override
        public Optional<SavedConfiguration> saved() {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> confirmBy() {
            return Optional.empty();
        }

        @Override
        public MasterState apply(MasterEvent event) {
            if (event instanceof MasterCreationRequested requested) {
                return new Creating(requested.definition());
            }
            throw cannotFollow(this, event);
        }
    }

    /** Asked for; whether the kernel has it is unknown until it is read back. */
    record Creating(MasterDefinition definition, Optional<SavedConfiguration> saved, Optional<Instant> confirmBy)
            implements MasterState {
        public Creating(MasterDefinition definition) {
            this(definition, Optional.empty(), Optional.empty());
        }

        @Override
        public MasterState apply(MasterEvent event) {
            if (event instanceof MasterEstablished established) {
                return Active.of(definition, established, confirmBy, Optional.empty(), Optional.empty());
            } else if (event instanceof ConfigurationSaved read) {
                return new Creating(definition, Optional.of(read.configuration()), confirmBy);
            } else if (event instanceof ConfirmationAwaited awaited) {
                return new Creating(definition, saved, Optional.of(awaited.until()));
            } else if (event instanceof CreationConfirmed) {
                return new Creating(definition, saved, Optional.empty());
            } else if (event instanceof MasterCreationFailed || event instanceof MasterDestroyed) {
                return ABSENT;
            } else if (event instanceof MasterDestructionRequested) {
                return new Destroying(definition, saved);
            }
            throw cannotFollow(this, event);
        }
    }

    /**
     * In service.
     *
     * @param primary the registered primary, if one is
     * @param statistics as journalled last; empty until then
     * @param best the best steering that it had yet; empty where an earlier version did not note it
     */
    record Active(
            MasterDefinition definition,
            LinkKey master,
            LinkKey idle,
            LinkKey standby,
            Steering steering,
            Optional<Slave> primary,
            Path path,
            Optional<SavedConfiguration> saved,
            Optional<Instant> confirmBy,
            Optional<FoldedStatistics> statistics,
            Optional<Steering> best)
            implements MasterState {
        public Active(
                MasterDefinition definition,
                LinkKey master,
                LinkKey idle,
                LinkKey standby,
                Steering steering,
                Optional<Slave> primary,
                Path path) {
            this(
                    definition,
                    master,
                    idle,
                    standby,
                    steering,
                    primary,
                    path,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        static Active of(
                MasterDefinition definition,
                MasterEstablished e,
                Optional<Instant> confirmBy,
                Optional<FoldedStatistics> statistics,
                Optional<Steering> before) {
            Steering best = before.filter(steering -> steering.compareTo(e.steering()) < 0)
                    .orElse(e.steering());
            return new Active(
                    definition,
                    e.master(),
                    e.idle(),
                    e.standby(),
                    e.steering(),
                    Optional.empty(),
                    Path.NONE,
                    Optional.empty(),
                    confirmBy,
                    statistics,
                    Optional.of(best));
        }

        /** The best steering that it had yet: the order of {@link Steering} is from best to worst. */
        public Steering bestSteering() {
            return best.orElse(steering);
        }

        @Override
        public MasterState apply(MasterEvent event) {
            if (event instanceof SlaveRegistered registered) {
                return registered.role() == Role.PRIMARY
                        ? with(Optional.of(new Slave(registered.key(), registered.name())), path)
                        : this;
            } else if (event instanceof SlaveReleased released) {
                return released.role() == Role.PRIMARY ? with(Optional.empty(), path) : this;
            } else if (event instanceof SlaveRefused
                    || event instanceof SlaveAddressRemoved
                    || event instanceof SlaveClientEnded) {
                return this;
            } else if (event instanceof PathSwitched switched) {
                return with(primary, switched.to());
            } else if (event instanceof PolicySet set) {
                return new Active(
                        definition.with(set.policy()),
                        master,
                        idle,
                        standby,
                        steering,
                        primary,
                        path,
                        saved,
                        confirmBy,
                        statistics,
                        best);
            } else if (event instanceof StatisticsFolded folded) {
                return with(saved, confirmBy, Optional.of(folded.statistics()));
            } else if (event instanceof MasterEstablished established) {
                return of(definition, established, confirmBy, statistics, Optional.of(bestSteering()));
            } else if (event instanceof ConfigurationSaved read) {
                return with(Optional.of(read.configuration()), confirmBy, statistics);
            } else if (event instanceof CreationConfirmed) {
                return with(saved, Optional.empty(), statistics);
            } else if (event instanceof MasterDestructionRequested) {
                return new Destroying(definition, saved);
            }
            throw cannotFollow(this, event);
        }

        /** Whether the kernel shows the very links and steering that are remembered. */
        public boolean isEstablishedBy(MasterEstablished e) {
            return master.equals(e.master())
                    && idle.equals(e.idle())
                    && standby.equals(e.standby())
                    && steering == e.steering();
        }

        private Active with(Optional<Slave> slave, Path used) {
            return new Active(
                    definition, master, idle, standby, steering, slave, used, saved, confirmBy, statistics, best);
        }

        private Active with(
                Optional<SavedConfiguration> read, Optional<Instant> until, Optional<FoldedStatistics> counted) {
            return new Active(definition, master, idle, standby, steering, primary, path, read, until, counted, best);
        }
    }

    /** To be taken apart; repeated after a crash until the kernel shows no trace. */
    record Destroying(MasterDefinition definition, Optional<SavedConfiguration> saved) implements MasterState {
        public Destroying(MasterDefinition definition) {
            this(definition, Optional.empty());
        }

        @Override
        public Optional<Instant> confirmBy() {
            return Optional.empty();
        }

        @Override
        public MasterState apply(MasterEvent event) {
            if (event instanceof MasterDestroyed) {
                return ABSENT;
            } else if (event instanceof MasterDestructionFailed || event instanceof MasterDestructionRequested) {
                return this;
            } else if (event instanceof ConfigurationSaved read) {
                return new Destroying(definition, Optional.of(read.configuration()));
            }
            throw cannotFollow(this, event);
        }
    }

    /** A registered slave. */
    record Slave(LinkKey key, String name) {}

    private static IllegalStateException cannotFollow(MasterState state, MasterEvent event) {
        return new IllegalStateException(event.getClass().getSimpleName() + " cannot follow state "
                + state.getClass().getSimpleName());
    }
}
