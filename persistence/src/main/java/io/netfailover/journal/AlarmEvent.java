package io.netfailover.journal;

import io.netfailover.types.AlarmKind;
import java.time.Instant;

/**
 * The alarms of one host: raised once, cleared once, acknowledged by people in between.
 */
public sealed interface AlarmEvent extends JournalEvent {
    AlarmKind kind();

    /** What is concerned, with its kind: {@code master ens10}, {@code link ens11}, {@code host}. */
    String subject();

    /** @param text what is wrong and what to do */
    record AlarmRaised(AlarmKind kind, String subject, String text, Instant at) implements AlarmEvent {}

    record AlarmCleared(AlarmKind kind, String subject, String reason, Instant at) implements AlarmEvent {}

    /** @param acknowledgedBy the caller, as {@code uid:0 pid:4711} */
    record AlarmAcknowledged(AlarmKind kind, String subject, String acknowledgedBy, Instant at) implements AlarmEvent {}
}
