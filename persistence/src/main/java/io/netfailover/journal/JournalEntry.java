package io.netfailover.journal;

import java.time.Instant;
import java.util.Optional;

/**
 * One event as it lies in the journal.
 *
 * @param ordering grows with each event of the whole journal, with gaps
 * @param sequenceNumber of this entity, from 1
 * @param writtenAt when it was journalled, to the millisecond
 * @param event empty when the record is damaged or of a newer version
 * @param crcValid whether it is what was written there
 * @param problem why there is no event, empty when there is one
 */
public record JournalEntry(
        long ordering,
        String persistenceId,
        long sequenceNumber,
        Instant writtenAt,
        String manifest,
        Optional<JournalEvent> event,
        boolean crcValid,
        String problem) {}
