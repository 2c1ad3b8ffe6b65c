package io.netfailover.journal;

import io.netfailover.journal.AlarmEvent.AlarmAcknowledged;
import io.netfailover.journal.AlarmEvent.AlarmCleared;
import io.netfailover.journal.AlarmEvent.AlarmRaised;
import io.netfailover.types.AlarmKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The alarms that stand now, oldest first.
 */
public record AlarmState(List<Alarm> alarms) implements JournalState {
    public static final AlarmState NONE = new AlarmState(List.of());

    /** @param acknowledgedBy who has seen it */
    public record Alarm(
            AlarmKind kind, String subject, String text, Instant raisedAt, Optional<String> acknowledgedBy) {}

    public Optional<Alarm> alarm(AlarmKind kind, String subject) {
        return alarms.stream().filter(is(kind, subject)).findAny();
    }

    public AlarmState apply(AlarmEvent event) {
        List<Alarm> next = new ArrayList<>(alarms);
        Predicate<Alarm> same = is(event.kind(), event.subject());
        if (event instanceof AlarmRaised raised) {
            next.removeIf(same);
            next.add(new Alarm(raised.kind(), raised.subject(), raised.text(), raised.at(), Optional.empty()));
        } else if (event instanceof AlarmCleared) {
            next.removeIf(same);
        } else if (event instanceof AlarmAcknowledged seen) {
            next.replaceAll(alarm -> same.test(alarm)
                    ? new Alarm(
                            alarm.kind(),
                            alarm.subject(),
                            alarm.text(),
                            alarm.raisedAt(),
                            Optional.of(seen.acknowledgedBy()))
                    : alarm);
        }
        return new AlarmState(List.copyOf(next));
    }

    private static Predicate<Alarm> is(AlarmKind kind, String subject) {
        return alarm -> alarm.kind() == kind && alarm.subject().equals(subject);
    }
}
