package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import io.netfailover.journal.KernelMasterEvent;
import io.netfailover.journal.KernelMasterEvent.KernelMasterFound;
import io.netfailover.journal.KernelMasterEvent.KernelMasterGone;
import io.netfailover.journal.KernelMasterState;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import io.netfailover.types.MasterName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Adopts the masters that the kernel's own {@code net_failover} made: recognises them by their driver's name (NF-28), journals that they come
 * and go, has their links journalled, and shows them beside ours. They are watched, never steered. Looks at the status board each second.
 */
final class KernelMasters extends HostEntity<KernelMasters.Command, KernelMasterEvent, KernelMasterState> {
    sealed interface Command {}

    private enum Prompt implements Command {
        LOOK
    }

    private record Asked(Map<LinkKey, String> drivers) implements Command {}

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final String NET_FAILOVER = "net_failover";

    /** Looks without it after which a journalled master is gone: after a start links are shown one by one. */
    private static final int GONE_AFTER_LOOKS = 5;

    private final ActorContext<Command> context;
    private final Function<IfIndex, String> driver;
    private final ActorRef<Inventory.Command> inventory;
    private final Map<LinkKey, String> drivers = new HashMap<>();
    private final Map<LinkKey, Integer> looksWithout = new HashMap<>();
    private Set<MasterName> shown = Set.of();
    private boolean asking;

    /** @param driver the name of a link's driver, empty when it has gone meanwhile; may block */
    static Behavior<Command> create(
            HostServices host, Function<IfIndex, String> driver, ActorRef<Inventory.Command> inventory) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new KernelMasters(context, timers, host, driver, inventory)));
    }

    private KernelMasters(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            HostServices host,
            Function<IfIndex, String> driver,
            ActorRef<Inventory.Command> inventory) {
        super(PersistenceIds.kernelMasters(), host);
        this.context = context;
        this.driver = driver;
        this.inventory = inventory;
        timers.startTimerWithFixedDelay(Prompt.LOOK, EVERY);
    }

    @Override
    public KernelMasterState emptyState() {
        return KernelMasterState.NONE;
    }

    @Override
    public CommandHandler<Command, KernelMasterEvent, KernelMasterState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Prompt.class, (state, look) -> onLook(state))
                .onCommand(Asked.class, (state, asked) -> onAsked(asked))
                .build();
    }

    private Effect<KernelMasterEvent, KernelMasterState> onLook(KernelMasterState state) {
        if (!host.board().ready()) {
            return Effect().none();
        }
        List<NetdevStatus> links = host.board().netdevs();
        askForDrivers(links);
        Map<LinkKey, NetdevStatus> masters = links.stream()
                .filter(link -> NET_FAILOVER.equals(drivers.get(key(link))))
                .collect(Collectors.toMap(this::key, link -> link));
        show(masters.values().stream()
                .map(master -> KernelMasterView.status(master, links))
                .toList());
        for (NetdevStatus link : links) {
            boolean isPart = masters.containsKey(key(link))
                    || masters.values().stream().anyMatch(master -> Objects.equals(link.master(), master.ifindex()));
            if (isPart && !link.journalled()) {
                inventory.tell(new Inventory.TrackNetdev(key(link)));
            }
        }
        List<KernelMasterEvent> events = changes(state, masters);
        return Effect().persist(events).thenRun(() -> events.forEach(this::say));
    }

    private LinkKey key(NetdevStatus link) {
        return host.identity().key(new IfIndex(link.ifindex()));
    }

    /** Only {@code net_failover} masters, and drivers like it, are no kind of link and have slaves. */
    private void askForDrivers(List<NetdevStatus> links) {
        Set<Integer> withSlaves = links.stream()
                .map(NetdevStatus::master)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Set<LinkKey> present = links.stream().map(this::key).collect(Collectors.toSet());
        drivers.keySet().retainAll(present);
        Set<LinkKey> unknown = links.stream()
                .filter(link -> link.kind().isEmpty() && withSlaves.contains(link.ifindex()))
                .map(this::key)
                .filter(key -> !drivers.containsKey(key))
                .collect(Collectors.toCollection(HashSet::new));
        if (!asking && !unknown.isEmpty()) {
            asking = true;
            context.pipeToSelf(
                    CompletableFuture.supplyAsync(
                            () -> unknown.stream()
                                    .collect(Collectors.toMap(key -> key, key -> driver.apply(key.ifIndex()))),
                            host.effects()),
                    (answers, failure) -> new Asked(failure == null ? answers : Map.of()));
        }
    }

    private Effect<KernelMasterEvent, KernelMasterState> onAsked(Asked asked) {
        asking = false;
        drivers.putAll(asked.drivers());
        return Effect().none();
    }

    private List<KernelMasterEvent> changes(KernelMasterState state, Map<LinkKey, NetdevStatus> masters) {
        List<KernelMasterEvent> events = new ArrayList<>();
        masters.forEach((key, master) -> {
            looksWithout.remove(key);
            if (!state.names().containsKey(key)) {
                events.add(
                        new KernelMasterFound(key, master.name(), host.clock().instant()));
            }
        });
        state.names().forEach((key, name) -> {
            if (!masters.containsKey(key) && looksWithout.merge(key, 1, Integer::sum) >= GONE_AFTER_LOOKS) {
                looksWithout.remove(key);
                events.add(new KernelMasterGone(key, name, host.clock().instant()));
            }
        });
        return events;
    }

    private void show(List<MasterStatus> masters) {
        Set<MasterName> names = new HashSet<>();
        for (MasterStatus master : masters) {
            Optional<MasterStatus> before = host.board().master(master.name());
            if (before.isEmpty() || before.get().madeByKernel()) { // a name that one of ours waits for stays ours
                MasterName name = new MasterName(master.name());
                names.add(name);
                host.board().publish(name, switched(before, master));
            }
        }
        shown.stream().filter(name -> !names.contains(name)).forEach(host.board()::withdraw);
        shown = names;
    }

    private MasterStatus switched(Optional<MasterStatus> before, MasterStatus now) {
        if (before.isEmpty()) {
            return now;
        }
        String from = before.get().path();
        if (from.equals(now.path())) {
            return now.withSwitches(before.get().switches(), before.get().lastSwitch());
        }
        String reason = "as the kernel's driver chooses";
        host.announce("path-switched", now.name(), now.name() + ": path " + from + " -> " + now.path() + ", " + reason);
        return now.withSwitches(
                before.get().switches() + 1,
                new MasterStatus.Switch(host.clock().instant(), from, now.path(), reason));
    }

    private void say(KernelMasterEvent event) {
        boolean found = event instanceof KernelMasterFound;
        String text = event.name() + ": a failover master of the kernel's net_failover is " + (found ? "here" : "gone");
        context.getLog().info("{}", text);
        host.announce(found ? "kernel-master-found" : "kernel-master-gone", event.name(), text);
    }

    @Override
    public EventHandler<KernelMasterState, KernelMasterEvent> eventHandler() {
        return newEventHandlerBuilder().forAnyState().onAnyEvent(KernelMasterState::apply);
    }
}
