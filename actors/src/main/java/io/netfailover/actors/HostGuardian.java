package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.netfailover.datapath.DataPaths;
import io.netfailover.netlink.CarrierListener;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.LinkListener;
import io.netfailover.types.IfIndex;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Root of the actor system {@code host}: steering, inventory, event stream. When one of these fails the whole system ends and with it the
 * daemon: what is half-known is worse than a restart, and the kernel goes on forwarding meanwhile.
 */
public final class HostGuardian {
    private static final DispatcherSelector STEERING_DISPATCHER = DispatcherSelector.fromConfig("steering-dispatcher");

    public sealed interface Command {}

    /** Opens the house; the first message. */
    public record Open(HostServices host, Kernel kernel, ReleaseMarkers released) implements Command {}

    /** Passed on. */
    public record ToInventory(Inventory.Command command) implements Command {}

    /** Passed on. */
    public record ToAlarms(Alarms.Command command) implements Command {}

    /**
     * The kernel's side of the house.
     *
     * @param hear starts a receiver that tells the listener what the kernel says, from before the first dump on
     * @param dump reads all links; may block
     * @param steeringSchedule has the calling thread scheduled as the steering thread is to be
     * @param carrierWatches opens a watch over the carrier of slaves that tells this listener
     * @param slaveUses what other programs do with these links, in words; may block
     * @param driver the name of a link's driver, empty when that cannot be told; may block
     */
    public record Kernel(
            Consumer<LinkListener> hear,
            Callable<List<Link>> dump,
            Duration compareInterval,
            DataPaths dataPaths,
            Runnable steeringSchedule,
            Function<CarrierListener, Steering.SlaveWatch> carrierWatches,
            Function<Set<IfIndex>, Map<IfIndex, List<String>>> slaveUses,
            Function<IfIndex, String> driver) {}

    private HostGuardian() {}

    /** Waits for {@link Open}. */
    public static Behavior<Command> create() {
        return Behaviors.setup(context -> Behaviors.receive(Command.class)
                .onMessage(Open.class, open -> opened(context, open))
                .build());
    }

    private static Behavior<Command> opened(ActorContext<Command> context, Open open) {
        HostServices host = open.host();
        Kernel kernel = open.kernel();
        ActorRef<Steering.Command> steering = context.spawn(
                Steering.create(host.board(), kernel.steeringSchedule(), kernel.carrierWatches()),
                "steering",
                STEERING_DISPATCHER);
        ActorRef<Inventory.Command> inventory =
                context.spawn(Inventory.create(host, kernel.dataPaths(), open.released(), steering), "inventory");
        ActorRef<NetlinkEventStream.Command> stream = context.spawn(
                NetlinkEventStream.create(
                        kernel.dump(),
                        host.effects(),
                        kernel.compareInterval(),
                        new Audience(inventory, steering),
                        host.board()),
                "netlink-event-stream");
        kernel.hear().accept(new BothListeners(Steering.listener(steering), NetlinkEventStream.listener(stream)));
        stream.tell(NetlinkEventStream.Begin.BEGIN);
        ActorRef<Alarms.Command> alarms = context.spawn(Alarms.create(host), "alarms");
        context.spawn(AlarmWatch.create(host, kernel.slaveUses(), alarms), "alarm-watch");
        context.spawn(KernelMasters.create(host, kernel.driver(), inventory), "kernel-masters");
        List.of(steering, inventory, stream).forEach(context::watch); // their end is not handled: ours follows
        return Behaviors.receive(Command.class)
                .onMessage(ToInventory.class, message -> {
                    inventory.tell(message.command());
                    return Behaviors.same();
                })
                .onMessage(ToAlarms.class, message -> {
                    alarms.tell(message.command());
                    return Behaviors.same();
                })
                .build();
    }

    private record Audience(ActorRef<Inventory.Command> inventory, ActorRef<Steering.Command> steering)
            implements NetlinkEventStream.Audience {
        @Override
        public void publish(NetlinkEventStream.News news) {
            inventory.tell(new Inventory.Heard(news));
        }

        @Override
        public void correct(NetlinkEventStream.News news) {
            if (news instanceof NetlinkEventStream.Seen seen) {
                steering.tell(new Steering.LinkChanged(seen.link(), System.nanoTime()));
            } else if (news instanceof NetlinkEventStream.Gone gone) {
                steering.tell(new Steering.LinkRemoved(gone.link().ifIndex(), System.nanoTime()));
            }
        }
    }

    /** The reflex first. */
    private record BothListeners(LinkListener reflex, LinkListener stream) implements LinkListener {
        @Override
        public void linkChanged(Link link) {
            reflex.linkChanged(link);
            stream.linkChanged(link);
        }

        @Override
        public void linkRemoved(Link link) {
            reflex.linkRemoved(link);
            stream.linkRemoved(link);
        }

        @Override
        public void pictureLost(String reason) {
            reflex.pictureLost(reason);
            stream.pictureLost(reason);
        }
    }
}
