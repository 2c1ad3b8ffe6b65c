package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.netfailover.datapath.DataPath;
import io.netfailover.datapath.PathChoice;
import io.netfailover.netlink.CarrierListener;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.LinkListener;
import io.netfailover.os.CpuAffinity;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The reflex of the host, alone on a pinned dispatcher: a link message comes straight from the receiver, past all other mailboxes, and the
 * choice of path that follows from it is stored in the kernel's map at once. It may act before anything is journalled, since the choice is
 * derivable from link state and repeatable. It never waits for the journal, another actor or a lock, and makes no system call. Which links
 * are slaves is for the masters to say.
 */
public final class Steering extends AbstractBehavior<Steering.Command> {
    public sealed interface Command {}

    /** From the receiver, or a correction by a dump. {@code receivedNanos}: {@link System#nanoTime()}. */
    public record LinkChanged(Link link, long receivedNanos) implements Command {}

    /** From the receiver, or a correction by a dump. */
    public record LinkRemoved(IfIndex ifIndex, long receivedNanos) implements Command {}

    /** From the carrier watch, which looks where the kernel may tell of a loss up to a second late. */
    public record CarrierSeen(IfIndex ifIndex, boolean carrier, long receivedNanos) implements Command {}

    /**
     * Steers a master from now on; a second time replaces the first.
     *
     * @param path the last known path, so that only a change is told
     * @param slaves its slaves, as far as they are registered already
     */
    public record Steer(
            MasterName master,
            DataPath dataPath,
            ReceiveRule rule,
            Path path,
            Map<Role, IfIndex> slaves,
            ActorRef<PathSwitched> replyTo)
            implements Command {}

    /** A link was registered as that slave of a master that is steered. */
    public record SlaveJoined(MasterName master, Role role, IfIndex slave) implements Command {}

    /** The slave is released. */
    public record SlaveLeft(MasterName master, Role role) implements Command {}

    /** Steers that master no more, and lets go of its data path before replying. */
    public record Release(MasterName master, ActorRef<Released> replyTo) implements Command {}

    /** The steering thread has let go of the master's data path. */
    public record Released(MasterName master) {}

    /**
     * Another path is in use; told after it is.
     *
     * @param first found when the master came under steering, rather than by a later change of a link
     */
    public record PathSwitched(Path to, String reason, boolean first) {}

    /** Looks at the carrier of slaves; every method returns at once. */
    public interface SlaveWatch {
        /** Switched off by configuration. */
        SlaveWatch NONE = new SlaveWatch() {
            @Override
            public void watch(IfIndex slave) {}

            @Override
            public void forget(IfIndex slave) {}

            @Override
            public void close() {}
        };

        void watch(IfIndex slave);

        void forget(IfIndex slave);

        void close();
    }

    private static final class Steered {
        final DataPath dataPath;
        final ReceiveRule rule;
        final ActorRef<PathSwitched> replyTo;
        final Map<Role, IfIndex> slaves = new EnumMap<>(Role.class);
        Path path;
        Optional<PathChoice> stored = Optional.empty();

        Steered(Steer steer) {
            this.dataPath = steer.dataPath();
            this.rule = steer.rule();
            this.replyTo = steer.replyTo();
            this.path = steer.path();
            this.slaves.putAll(steer.slaves());
        }
    }

    private final StatusBoard board;
    private final SlaveWatch watch;
    private final Map<MasterName, Steered> masters = new HashMap<>();
    private final Map<IfIndex, Link> links = new HashMap<>();
    private long switches;
    private long reflexes;
    private double lastReflexMicros;
    private double maxReflexMicros;

    /**
     * @param cpu the processor to which the steering thread is pinned
     * @param watches opens a watch that tells this listener
     */
    public static Behavior<Command> create(
            StatusBoard board, OptionalInt cpu, Function<CarrierListener, SlaveWatch> watches) {
        return Behaviors.setup(context -> new Steering(context, board, cpu, watches));
    }

    private static CarrierListener carrierListener(ActorRef<Command> steering) {
        return new CarrierListener() {
            @Override
            public void carrierChanged(IfIndex link, boolean carrier) {
                steering.tell(new CarrierSeen(link, carrier, System.nanoTime()));
            }

            @Override
            public void linkGone(IfIndex link) {
                steering.tell(new CarrierSeen(link, false, System.nanoTime()));
            }
        };
    }

    /** Feeds the reflex from the receiver's thread. */
    public static LinkListener listener(ActorRef<Command> steering) {
        return new LinkListener() {
            @Override
            public void linkChanged(Link link) {
                steering.tell(new LinkChanged(link, System.nanoTime()));
            }

            @Override
            public void linkRemoved(Link link) {
                steering.tell(new LinkRemoved(link.ifIndex(), System.nanoTime()));
            }

            @Override
            public void pictureLost(String reason) {
                // the event stream takes a dump and corrects us
            }
        };
    }

    private Steering(
            ActorContext<Command> context,
            StatusBoard board,
            OptionalInt cpu,
            Function<CarrierListener, SlaveWatch> watches) {
        super(context);
        this.board = board;
        this.watch = watches.apply(carrierListener(context.getSelf()));
        if (cpu.isPresent()) {
            CpuAffinity.pinCurrentThread(cpu.getAsInt());
            context.getLog().info("steering thread pinned to CPU {}", cpu.getAsInt());
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(LinkChanged.class, this::onLinkChanged)
                .onMessage(LinkRemoved.class, this::onLinkRemoved)
                .onMessage(CarrierSeen.class, this::onCarrierSeen)
                .onMessage(Steer.class, this::onSteer)
                .onMessage(SlaveJoined.class, this::onSlaveJoined)
                .onMessage(SlaveLeft.class, this::onSlaveLeft)
                .onMessage(Release.class, this::onRelease)
                .onSignal(PostStop.class, stopped -> {
                    watch.close();
                    return this;
                })
                .build();
    }

    private Behavior<Command> onLinkChanged(LinkChanged changed) {
        links.put(changed.link().ifIndex(), changed.link());
        reflex(changed.link().ifIndex(), changed.receivedNanos());
        return this;
    }

    private Behavior<Command> onCarrierSeen(CarrierSeen seen) {
        Link known = links.get(seen.ifIndex());
        if (known != null && known.carrier() != seen.carrier()) {
            links.put(seen.ifIndex(), known.withCarrier(seen.carrier()));
            reflex(seen.ifIndex(), seen.receivedNanos());
        }
        return this;
    }

    private Behavior<Command> onLinkRemoved(LinkRemoved removed) {
        links.remove(removed.ifIndex());
        for (Steered master : masters.values()) {
            master.slaves.forEach((role, slave) -> {
                if (slave.equals(removed.ifIndex())) {
                    master.dataPath.forget(role);
                }
            });
        }
        reflex(removed.ifIndex(), removed.receivedNanos());
        return this;
    }

    private void reflex(IfIndex ifIndex, long receivedNanos) {
        boolean concerned = false;
        for (Steered master : masters.values()) {
            if (master.slaves.containsValue(ifIndex)) {
                choose(master, false);
                concerned = true;
            }
        }
        if (concerned) {
            lastReflexMicros = (System.nanoTime() - receivedNanos) / 1e3;
            maxReflexMicros = Math.max(maxReflexMicros, lastReflexMicros);
            reflexes++;
            publish();
        }
    }

    private Behavior<Command> onSteer(Steer steer) {
        Steered master = new Steered(steer);
        masters.put(steer.master(), master);
        steer.slaves().values().forEach(watch::watch);
        choose(master, true);
        return this;
    }

    private Behavior<Command> onSlaveJoined(SlaveJoined joined) {
        Steered master = masters.get(joined.master());
        if (master != null) {
            master.slaves.put(joined.role(), joined.slave());
            watch.watch(joined.slave());
            choose(master, false);
        }
        return this;
    }

    private Behavior<Command> onSlaveLeft(SlaveLeft left) {
        Steered master = masters.get(left.master());
        IfIndex slave = master == null ? null : master.slaves.remove(left.role());
        if (master != null && slave != null) {
            watch.forget(slave);
            master.dataPath.forget(left.role());
            choose(master, false);
        }
        return this;
    }

    private Behavior<Command> onRelease(Release release) {
        Steered master = masters.remove(release.master());
        if (master != null) {
            master.slaves.values().forEach(watch::forget);
        }
        release.replyTo().tell(new Released(release.master()));
        return this;
    }

    private void choose(Steered master, boolean first) {
        Optional<Link> primary = slave(master, Role.PRIMARY);
        Optional<Link> standby = slave(master, Role.STANDBY);
        PathChoice choice = PathRule.choose(master.rule, primary, standby);
        if (!master.stored.equals(Optional.of(choice))) {
            master.dataPath.steer(choice);
            master.stored = Optional.of(choice);
        }
        if (choice.transmit() != master.path) {
            String reason = PathRule.reason(choice.transmit(), primary, standby);
            master.replyTo.tell(new PathSwitched(choice.transmit(), reason, first));
            master.path = choice.transmit();
            switches++;
            publish();
        }
    }

    private Optional<Link> slave(Steered master, Role role) {
        return Optional.ofNullable(master.slaves.get(role)).map(links::get);
    }

    private void publish() {
        board.publish(new SteeringStatus(switches, reflexes, lastReflexMicros, maxReflexMicros));
    }
}
