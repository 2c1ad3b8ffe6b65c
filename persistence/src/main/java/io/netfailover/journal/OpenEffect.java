package io.netfailover.journal;

import io.netfailover.types.MigrationId;

/** An effect that was begun and has not ended, as far as the journal knows. */
public record OpenEffect(
        MigrationId id, long number, MigrationStep step, boolean undo, int attempt, MigrationPlan plan) {}
