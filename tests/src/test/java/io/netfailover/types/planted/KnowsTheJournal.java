package io.netfailover.types.planted;

import io.netfailover.journal.JournalEvent;

/** Breaks a rule on purpose. */
public final class KnowsTheJournal {
    public String show(JournalEvent event) {
        return event.toString();
    }
}
