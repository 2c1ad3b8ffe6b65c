package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import io.netfailover.journal.InventoryEvent;
import io.netfailover.journal.InventoryState;
import java.util.ArrayList;
import java.util.List;

/** What is listed, here and in the journal: gives the journal one batch at a time, and does what waits for it when it is on disk. */
final class InventoryList {
    private record Entry(InventoryEvent event, Runnable whenOnDisk) {}

    private final ActorRef<InventoryJournal.Write> journal;
    private final List<Entry> waiting = new ArrayList<>();
    private List<Entry> inFlight = List.of();
    private InventoryState state = InventoryState.EMPTY;
    private boolean recovered;

    InventoryList(ActorRef<InventoryJournal.Write> journal) {
        this.journal = journal;
    }

    /** With what is on its way to the disk. */
    InventoryState state() {
        return state;
    }

    boolean isRecovered() {
        return recovered;
    }

    void record(InventoryEvent event, Runnable whenOnDisk) {
        state = state.apply(event);
        waiting.add(new Entry(event, whenOnDisk));
        send();
    }

    void record(InventoryEvent event) {
        record(event, () -> {});
    }

    void onRecovered(InventoryState journalled) {
        if (!recovered) {
            recovered = true;
            state = journalled;
        } else if (!inFlight.isEmpty()) {
            sendInFlight();
        }
        send();
    }

    void onRecorded() {
        List<Entry> done = inFlight;
        inFlight = List.of();
        done.forEach(entry -> entry.whenOnDisk().run());
        send();
    }

    private void send() {
        if (recovered && inFlight.isEmpty() && !waiting.isEmpty()) {
            inFlight = List.copyOf(waiting);
            waiting.clear();
            sendInFlight();
        }
    }

    private void sendInFlight() {
        journal.tell(
                new InventoryJournal.Write(inFlight.stream().map(Entry::event).toList()));
    }
}
