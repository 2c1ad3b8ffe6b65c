package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.netfailover.datapath.DataPath;
import io.netfailover.datapath.PathChoice;
import io.netfailover.journal.MasterPolicy;
import io.netfailover.netlink.CarrierListener;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.LinkListener;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

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
     * @param policy which slave it uses
     * @param path the last known path, so that only a change is told
     * @param silent slaves that no probe target answers on, until {@link Probed} says otherwise
     * @param slaves its slaves, as far as they are registered already
     */
    public record Steer(
            MasterName master,
            DataPath dataPath,
            ReceiveRule rule,
            MasterPolicy policy,
            Path path,
            Set<IfIndex> silent,
            Map<Role, IfIndex> slaves,
            ActorRef<Told> replyTo)
            implements Command {}

    /** Another policy for a master that is steered. */
    public record Obey(MasterName master, MasterPolicy policy) implements Command {}

    /** Whether a probe target answers on that slave; one that nobody asks counts as answering. */
    public record Probed(MasterName master, IfIndex slave, boolean answers) implements Command {}

    /** The slave's link speed, empty when it is not known. */
    public record SpeedSeen(MasterName master, IfIndex slave, OptionalInt mbits) implements Command {}

    /** Time may have changed the choice. */
    private record LookAgain(MasterName master) implements Command {}

    /** A link was registered as that slave of a master that is steered. */
    public record SlaveJoined(MasterName master, Role role, IfIndex slave) implements Command {}

    /** The slave is released. */
    public record SlaveLeft(MasterName master, Role role) implements Command {}

    /** Steers that master no more, and lets go of its data path before replying. */
    public record Release(MasterName master, ActorRef<Released> replyTo) implements Command {}

    /** The steering thread has let go of the master's data path. */
    public record Released(MasterName master) {}

    /** What a master hears of its paths. */
    public sealed interface Told {}

    /**
     * Another path is in use; told after it is.
     *
     * @param first found when the master came under steering, rather than by a later change of a link
     */
    public record PathSwitched(Path to, String reason, boolean first) implements Told {}

    /** From now on the path is held on the standby since it changed too often, or no more; not held when steering begins. */
    public record PathHeld(boolean held) implements Told {}

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

    private final TimerScheduler<Command> timers;
    private final LongSupplier nanoClock;
    private final StatusBoard board;
    private final SlaveWatch watch;
    private final Map<MasterName, SteeredMaster> masters = new HashMap<>();
    private final Map<IfIndex, Link> links = new HashMap<>();
    private long switches;
    private final ReflexTimes reflexes = new ReflexTimes();

    /**
     * @param schedule has the calling thread scheduled as the steering thread is to be
     * @param watches opens a watch that tells this listener
     */
    public static Behavior<Command> create(
            StatusBoard board, Runnable schedule, Function<CarrierListener, SlaveWatch> watches) {
        return create(board, schedule, watches, System::nanoTime);
    }

    /** @param nanoClock what delays are measured by */
    static Behavior<Command> create(
            StatusBoard board,
            Runnable schedule,
            Function<CarrierListener, SlaveWatch> watches,
            LongSupplier nanoClock) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Steering(context, timers, nanoClock, board, schedule, watches)));
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
            TimerScheduler<Command> timers,
            LongSupplier nanoClock,
            StatusBoard board,
            Runnable schedule,
            Function<CarrierListener, SlaveWatch> watches) {
        super(context);
        this.timers = timers;
        this.nanoClock = nanoClock;
        this.board = board;
        this.watch = watches.apply(carrierListener(context.getSelf()));
        schedule.run(); // after the watch has its thread, which is to be an ordinary one
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
                .onMessage(Obey.class, obey -> on(obey.master(), master -> master.policy.obey(obey.policy())))
                .onMessage(Probed.class, probed -> on(probed.master(), master -> master.hear(probed)))
                .onMessage(SpeedSeen.class, seen -> on(seen.master(), master -> master.hear(seen)))
                .onMessage(LookAgain.class, look -> on(look.master(), master -> {}))
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
        for (SteeredMaster master : masters.values()) {
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
        for (SteeredMaster master : masters.values()) {
            if (master.slaves.containsValue(ifIndex)) {
                choose(master, false);
                concerned = true;
            }
        }
        if (concerned) {
            reflexes.add(System.nanoTime() - receivedNanos);
            publish();
        }
    }

    private Behavior<Command> onSteer(Steer steer) {
        SteeredMaster master = new SteeredMaster(steer);
        masters.put(steer.master(), master);
        steer.slaves().values().forEach(watch::watch);
        choose(master, true);
        return this;
    }

    private Behavior<Command> onSlaveJoined(SlaveJoined joined) {
        SteeredMaster master = masters.get(joined.master());
        if (master != null) {
            master.slaves.put(joined.role(), joined.slave());
            watch.watch(joined.slave());
            choose(master, false);
        }
        return this;
    }

    private Behavior<Command> onSlaveLeft(SlaveLeft left) {
        SteeredMaster master = masters.get(left.master());
        IfIndex slave = master == null ? null : master.slaves.remove(left.role());
        if (master != null && slave != null) {
            watch.forget(slave);
            master.forget(slave);
            master.dataPath.forget(left.role());
            choose(master, false);
        }
        return this;
    }

    /** Something other than a link changed for that master. */
    private Behavior<Command> on(MasterName name, Consumer<SteeredMaster> change) {
        SteeredMaster master = masters.get(name);
        if (master != null) {
            change.accept(master);
            choose(master, false);
        }
        return this;
    }

    private Behavior<Command> onRelease(Release release) {
        SteeredMaster master = masters.remove(release.master());
        if (master != null) {
            master.slaves.values().forEach(watch::forget);
            timers.cancel(release.master());
        }
        release.replyTo().tell(new Released(release.master()));
        return this;
    }

    private void choose(SteeredMaster master, boolean first) {
        long now = nanoClock.getAsLong();
        PathPolicy.Decision decision = master.policy.decide(master.outlook(links), now);
        PathChoice choice = decision.choice();
        if (!master.stored.equals(Optional.of(choice))) {
            master.dataPath.steer(choice);
            master.stored = Optional.of(choice);
        }
        if (choice.transmit() != master.path) {
            master.replyTo.tell(new PathSwitched(choice.transmit(), decision.reason(), first));
            master.path = choice.transmit();
            switches++;
            publish();
        }
        if (decision.held() != master.held) {
            master.replyTo.tell(new PathHeld(decision.held()));
            master.held = decision.held();
        }
        decision.lookAgainNanos()
                .ifPresent(at -> timers.startSingleTimer(
                        master.name, new LookAgain(master.name), Duration.ofNanos(Math.max(0, at - now))));
    }

    private void publish() {
        board.publish(new SteeringStatus(
                switches,
                reflexes.added(),
                reflexes.lastMicros(),
                reflexes.percentileMicros(0.99),
                reflexes.maxMicros()));
    }
}
