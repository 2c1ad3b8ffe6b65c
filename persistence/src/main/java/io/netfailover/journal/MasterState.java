package io.netfailover.journal;

import io.netfailover.journal.MasterEvent.MasterCreationFailed;
import io.netfailover.journal.MasterEvent.MasterCreationRequested;
import io.netfailover.journal.MasterEvent.MasterDestroyed;
import io.netfailover.journal.MasterEvent.MasterDestructionFailed;
import io.netfailover.journal.MasterEvent.MasterDestructionRequested;
import io.netfailover.journal.MasterEvent.MasterEstablished;
import io.netfailover.journal.MasterEvent.PathSwitched;
import io.netfailover.journal.MasterEvent.PolicySet;
import io.netfailover.journal.MasterEvent.SlaveRefused;
import io.netfailover.journal.MasterEvent.SlaveRegistered;
import io.netfailover.journal.MasterEvent.SlaveReleased;
import io.netfailover.types.LinkKey;
import io.netfailover.types.Path;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.util.Optional;

/** Where a failover master stands. */
public sealed interface MasterState extends JournalState {
    Absent ABSENT = new Absent();

    /** @throws IllegalStateException when {@code event} cannot follow this state: the journal is not one of ours */
    MasterState apply(MasterEvent event);

    /** Never made, failed to be made, or destroyed. */
    record Absent() implements MasterState {
        @Override
        public MasterState apply(MasterEvent event) {
            if (event instanceof MasterCreationRequested requested) {
                return new Creating(requested.definition());
            }
            throw cannotFollow(this, event);
        }
    }

    /** Asked for; whether the kernel has it is unknown until it is read back. */
    record Creating(MasterDefinition definition) implements MasterState {
        @Override
        public MasterState apply(MasterEvent event) {
            if (event instanceof MasterEstablished established) {
                return Active.of(definition, established);
            } else if (event instanceof MasterCreationFailed || event instanceof MasterDestroyed) {
                return ABSENT;
            } else if (event instanceof MasterDestructionRequested) {
                return new Destroying(definition);
            }
            throw cannotFollow(this, event);
        }
    }

    /**
     * In service.
     *
     * @param primary the registered primary, if one is
     */
    record Active(
            MasterDefinition definition,
            LinkKey master,
            LinkKey idle,
            LinkKey standby,
            Steering steering,
            Optional<Slave> primary,
            Path path)
            implements MasterState {
        static Active of(MasterDefinition definition, MasterEstablished e) {
            return new Active(definition, e.master(), e.idle(), e.standby(), e.steering(), Optional.empty(), Path.NONE);
        }

        @Override
        public MasterState apply(MasterEvent event) {
            if (event instanceof SlaveRegistered registered) {
                return registered.role() == Role.PRIMARY
                        ? withPrimary(Optional.of(new Slave(registered.key(), registered.name())))
                        : this;
            } else if (event instanceof SlaveReleased released) {
                return released.role() == Role.PRIMARY ? withPrimary(Optional.empty()) : this;
            } else if (event instanceof SlaveRefused) {
                return this;
            } else if (event instanceof PathSwitched switched) {
                return new Active(definition, master, idle, standby, steering, primary, switched.to());
            } else if (event instanceof PolicySet set) {
                return new Active(definition.with(set.policy()), master, idle, standby, steering, primary, path);
            } else if (event instanceof MasterEstablished established) {
                return of(definition, established);
            } else if (event instanceof MasterDestructionRequested) {
                return new Destroying(definition);
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

        private Active withPrimary(Optional<Slave> slave) {
            return new Active(definition, master, idle, standby, steering, slave, path);
        }
    }

    /** To be taken apart; repeated after a crash until the kernel shows no trace. */
    record Destroying(MasterDefinition definition) implements MasterState {
        @Override
        public MasterState apply(MasterEvent event) {
            if (event instanceof MasterDestroyed) {
                return ABSENT;
            } else if (event instanceof MasterDestructionFailed || event instanceof MasterDestructionRequested) {
                return this;
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
