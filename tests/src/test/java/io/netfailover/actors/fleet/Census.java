package io.netfailover.actors.fleet;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import io.netfailover.actors.FleetPort;
import io.netfailover.journal.MigrationEvent;
import io.netfailover.journal.MigrationEvent.IncarnationBegun;
import io.netfailover.journal.NodeMessage;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Counts its own incarnations in the journal, and nothing else. It tells each new number to all hosts as a {@code Seal}, answers {@code
 * ResumeRequest} with where it is and its number, and goes to sleep on {@code CancelRequest}.
 */
final class Census extends EventSourcedBehavior<Census.Command, MigrationEvent, Long> {
    sealed interface Command {}

    record Heard(NodeMessage.ToMigration message) implements Command {}

    enum Word implements Command {
        BEGIN,
        STOP
    }

    private final ActorContext<Command> context;
    private final DomainName domain;
    private final HostName here;
    private final List<HostName> hosts;
    private final FleetPort fleet;
    private final Runnable sleep;
    private boolean begun;

    private Census(
            ActorContext<Command> context,
            DomainName domain,
            HostName here,
            List<HostName> hosts,
            FleetPort fleet,
            Runnable sleep) {
        super(
                PersistenceIds.migration(domain),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(2), 0));
        this.context = context;
        this.domain = domain;
        this.here = here;
        this.hosts = hosts;
        this.fleet = fleet;
        this.sleep = sleep;
    }

    static DomainEntity<Command> at(HostName here, List<HostName> hosts) {
        return new DomainEntity<>(
                Command.class,
                (domain, fleet, sleep) -> create(domain, here, hosts, fleet, sleep),
                Heard::new,
                Word.STOP);
    }

    private static Behavior<Command> create(
            DomainName domain, HostName here, List<HostName> hosts, FleetPort fleet, Runnable sleep) {
        return Behaviors.setup(context -> new Census(context, domain, here, hosts, fleet, sleep));
    }

    @Override
    public Long emptyState() {
        return 0L;
    }

    @Override
    public SignalHandler<Long> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(
                        RecoveryCompleted.class,
                        (state, signal) -> context.getSelf().tell(Word.BEGIN))
                .build();
    }

    @Override
    public CommandHandler<Command, MigrationEvent, Long> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Word.class, this::onWord)
                .onCommand(Heard.class, this::onHeard)
                .build();
    }

    private Effect<MigrationEvent, Long> onWord(long number, Word word) {
        if (word == Word.STOP) {
            return Effect().stop();
        }
        begun = true;
        return Effect()
                .persist(new IncarnationBegun(number + 1, here.value(), Instant.EPOCH))
                .thenRun((Long next) -> hosts.forEach(host -> fleet.toHost(host, new NodeMessage.Seal(domain, next))))
                .thenUnstashAll();
    }

    private Effect<MigrationEvent, Long> onHeard(long number, Heard heard) {
        if (!begun) {
            return Effect().stash();
        }
        if (heard.message() instanceof NodeMessage.ResumeRequest request) {
            fleet.toHost(
                    request.from(),
                    new NodeMessage.Answer(request.request(), true, request.id().toString(), here + " " + number, ""));
        } else if (heard.message() instanceof NodeMessage.CancelRequest) {
            sleep.run();
        }
        return Effect().none();
    }

    @Override
    public EventHandler<Long, MigrationEvent> eventHandler() {
        return newEventHandlerBuilder()
                .forAnyState()
                .onEvent(IncarnationBegun.class, (state, event) -> event.number())
                .build();
    }

    @Override
    public String journalPluginId() {
        return "cluster-journal";
    }

    @Override
    public String snapshotPluginId() {
        return "cluster-snapshots";
    }
}
