package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.SignalHandler;
import io.netfailover.journal.AlarmEvent;
import io.netfailover.journal.AlarmEvent.AlarmAcknowledged;
import io.netfailover.journal.AlarmEvent.AlarmCleared;
import io.netfailover.journal.AlarmEvent.AlarmRaised;
import io.netfailover.journal.AlarmState;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.types.AlarmKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The alarms of one host: journals each once when it is raised, once when it is cleared, and who has seen it; they survive restarts. What is
 * wrong is judged by {@link AlarmWatch}. An alarm is cleared when it has not stood for a while, so that what comes and goes is one alarm.
 */
public final class Alarms extends HostEntity<Alarms.Command, AlarmEvent, AlarmState> {
    public sealed interface Command {}

    /**
     * A look at the host.
     *
     * @param conditions what stands
     * @param whole nothing else stands; otherwise no more could be seen
     */
    record Judged(List<AlarmCondition> conditions, boolean whole) implements Command {}

    /** Somebody has seen it. Replies with the alarm; {@link RefusedException} when it does not stand. */
    public record Acknowledge(
            AlarmKind kind, String subject, String requestedBy, ActorRef<StatusReply<AlarmState.Alarm>> replyTo)
            implements Command {}

    /** Whole looks without it after which an alarm is cleared. */
    static final int CLEARED_AFTER_LOOKS = 5;

    /** The same for an alarm from before a restart: who knows of it may not have spoken yet. */
    static final int UNCONFIRMED_CLEARED_AFTER_LOOKS = 30;

    private final ActorContext<Command> context;
    private final Map<AlarmCondition.Key, Integer> looksWithout = new HashMap<>();

    public static Behavior<Command> create(HostServices host) {
        return Behaviors.setup(context -> new Alarms(context, host));
    }

    private Alarms(ActorContext<Command> context, HostServices host) {
        super(PersistenceIds.alarms(), host);
        this.context = context;
    }

    @Override
    public AlarmState emptyState() {
        return AlarmState.NONE;
    }

    @Override
    public SignalHandler<AlarmState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .build();
    }

    private void onRecovered(AlarmState state) {
        state.alarms()
                .forEach(alarm -> looksWithout.put(
                        AlarmCondition.Key.of(alarm), CLEARED_AFTER_LOOKS - UNCONFIRMED_CLEARED_AFTER_LOOKS));
        host.board().publish(state);
    }

    @Override
    public CommandHandler<Command, AlarmEvent, AlarmState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Judged.class, this::onJudged)
                .onCommand(Acknowledge.class, this::onAcknowledge)
                .build();
    }

    private Effect<AlarmEvent, AlarmState> onJudged(AlarmState state, Judged judged) {
        Instant now = host.clock().instant();
        List<AlarmEvent> events = new ArrayList<>();
        Map<AlarmCondition.Key, AlarmCondition> standing = new HashMap<>();
        for (AlarmCondition condition : judged.conditions()) {
            boolean isNew = standing.putIfAbsent(condition.key(), condition) == null
                    && state.alarm(condition.kind(), condition.subject()).isEmpty();
            if (isNew) {
                events.add(new AlarmRaised(condition.kind(), condition.subject(), condition.text(), now));
            }
        }
        looksWithout.keySet().removeAll(standing.keySet());
        for (AlarmState.Alarm alarm : state.alarms()) {
            AlarmCondition.Key key = AlarmCondition.Key.of(alarm);
            if (judged.whole()
                    && !standing.containsKey(key)
                    && looksWithout.merge(key, 1, Integer::sum) >= CLEARED_AFTER_LOOKS) {
                looksWithout.remove(key);
                events.add(new AlarmCleared(alarm.kind(), alarm.subject(), "it is so no more", now));
            }
        }
        return Effect().persist(events).thenRun(next -> told(next, events));
    }

    private Effect<AlarmEvent, AlarmState> onAcknowledge(AlarmState state, Acknowledge acknowledge) {
        AlarmKind kind = acknowledge.kind();
        String subject = acknowledge.subject();
        Optional<AlarmState.Alarm> alarm = state.alarm(kind, subject);
        if (alarm.isEmpty()) {
            acknowledge
                    .replyTo()
                    .tell(StatusReply.error(new RefusedException(
                            "there is no alarm " + kind.word() + " of " + subject,
                            "'netfailover alarm list' shows what there is")));
            return Effect().none();
        }
        List<AlarmEvent> events = alarm.get().acknowledgedBy().isPresent()
                ? List.of()
                : List.of(new AlarmAcknowledged(
                        kind, subject, acknowledge.requestedBy(), host.clock().instant()));
        return Effect().persist(events).thenRun(next -> {
            told(next, events);
            acknowledge
                    .replyTo()
                    .tell(StatusReply.success(next.alarm(kind, subject).orElseThrow()));
        });
    }

    private void told(AlarmState state, List<AlarmEvent> events) {
        if (!events.isEmpty()) {
            host.board().publish(state);
        }
        for (AlarmEvent event : events) {
            String alarm = event.kind().word() + " of " + event.subject();
            if (event instanceof AlarmRaised raised) {
                say(event, "alarm-raised", "alarm " + alarm + ": " + raised.text());
            } else if (event instanceof AlarmCleared cleared) {
                say(event, "alarm-cleared", "alarm " + alarm + " is cleared: " + cleared.reason());
            } else if (event instanceof AlarmAcknowledged seen) {
                say(event, "alarm-acknowledged", "alarm " + alarm + " acknowledged by " + seen.acknowledgedBy());
            }
        }
    }

    private void say(AlarmEvent event, String kind, String text) {
        context.getLog().warn("{}", text);
        String subject = event.subject();
        host.announce(kind, subject.substring(subject.indexOf(' ') + 1), text);
    }

    @Override
    public EventHandler<AlarmState, AlarmEvent> eventHandler() {
        return newEventHandlerBuilder().forAnyState().onAnyEvent(AlarmState::apply);
    }
}
