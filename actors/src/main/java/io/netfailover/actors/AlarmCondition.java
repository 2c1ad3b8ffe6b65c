package io.netfailover.actors;

import io.netfailover.journal.AlarmState;
import io.netfailover.types.AlarmKind;

/**
 * Something that is wrong now.
 *
 * @param subject what is concerned, with its kind: {@code master ens10}, {@code link ens11}, {@code host}
 * @param text what is wrong and what to do
 */
public record AlarmCondition(AlarmKind kind, String subject, String text) {
    /** Under which it is raised once, whatever becomes of its text. */
    record Key(AlarmKind kind, String subject) {
        static Key of(AlarmState.Alarm alarm) {
            return new Key(alarm.kind(), alarm.subject());
        }
    }

    Key key() {
        return new Key(kind, subject);
    }
}
