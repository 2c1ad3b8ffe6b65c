package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.netfailover.types.AlarmKind;
import io.netfailover.types.IfIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Looks at the status board each second and tells {@link Alarms} what is wrong. What stands at one look only, while a master is being
 * changed, is not told.
 */
final class AlarmWatch extends AbstractBehavior<AlarmWatch.Command> {
    sealed interface Command {}

    private enum Prompt implements Command {
        LOOK
    }

    private record Looked(Map<IfIndex, List<String>> slaveUses) implements Command {}

    private record Blind(String reason) implements Command {}

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int STALE_AFTER_LOOKS = 5;

    private final HostServices host;
    private final Function<Set<IfIndex>, Map<IfIndex, List<String>>> slaveUses;
    private final ActorRef<Alarms.Command> alarms;
    private Map<IfIndex, List<String>> lastUses = Map.of();
    private Set<AlarmCondition.Key> before = Set.of();
    private int looksUnsynced;
    private boolean looking;

    /** @param slaveUses what other programs do with these links, in words; may block */
    static Behavior<Command> create(
            HostServices host,
            Function<Set<IfIndex>, Map<IfIndex, List<String>>> slaveUses,
            ActorRef<Alarms.Command> alarms) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new AlarmWatch(context, timers, host, slaveUses, alarms)));
    }

    private AlarmWatch(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            HostServices host,
            Function<Set<IfIndex>, Map<IfIndex, List<String>>> slaveUses,
            ActorRef<Alarms.Command> alarms) {
        super(context);
        this.host = host;
        this.slaveUses = slaveUses;
        this.alarms = alarms;
        timers.startTimerWithFixedDelay(Prompt.LOOK, EVERY);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Prompt.class, prompt -> look())
                .onMessage(Looked.class, this::onLooked)
                .onMessage(Blind.class, this::onBlind)
                .build();
    }

    private Behavior<Command> look() {
        Set<IfIndex> slaves = host.board().mastersAsPublished().stream()
                .flatMap(master -> master.slaves().stream())
                .filter(MasterStatus.SlaveStatus::isRegistered)
                .map(slave -> new IfIndex(slave.ifindex()))
                .collect(Collectors.toUnmodifiableSet());
        if (!looking) {
            looking = true;
            getContext()
                    .pipeToSelf(
                            CompletableFuture.supplyAsync(() -> slaveUses.apply(slaves), host.effects()),
                            (found, failure) ->
                                    failure == null ? new Looked(found) : new Blind(EffectLane.words(failure)));
        }
        return this;
    }

    private Behavior<Command> onBlind(Blind blind) {
        getContext().getLog().warn("cannot see who uses the slaves: {}", blind.reason());
        return onLooked(new Looked(lastUses));
    }

    private Behavior<Command> onLooked(Looked looked) {
        looking = false;
        lastUses = looked.slaveUses();
        boolean synced = host.board().netlink().synced();
        looksUnsynced = synced ? 0 : looksUnsynced + 1;
        if (host.board().ready()) {
            judge();
        } else if (looksUnsynced >= STALE_AFTER_LOOKS) {
            alarms.tell(new Alarms.Judged(List.of(stale()), false));
        }
        return this;
    }

    private void judge() {
        List<AlarmCondition> standing = new ArrayList<>(
                AlarmRules.over(host.board().mastersAsPublished(), host.board().netdevs(), lastUses)
                        .standing());
        standing.addAll(host.board().otherConditions());
        Set<AlarmCondition.Key> earlier = before;
        before = standing.stream().map(AlarmCondition::key).collect(Collectors.toUnmodifiableSet());
        alarms.tell(new Alarms.Judged(
                standing.stream()
                        .filter(condition -> earlier.contains(condition.key()))
                        .toList(),
                true));
    }

    private static AlarmCondition stale() {
        return new AlarmCondition(
                AlarmKind.PICTURE_STALE,
                "host",
                "the kernel's links could not be read for " + STALE_AFTER_LOOKS * EVERY.toSeconds()
                        + " s: what is shown may be old; the log says why");
    }
}
