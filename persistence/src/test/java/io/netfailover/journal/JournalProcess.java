package io.netfailover.journal;

import akka.actor.typed.ActorRef;
import io.netfailover.journal.InventoryEntity.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A process of its own that persists events until it is killed, and prints the number of each one once it is acknowledged. */
final class JournalProcess {
    private static final int AT_MOST = 100_000;

    private JournalProcess() {}

    public static void main(String[] args) {
        long start = System.nanoTime();
        try (HostJournal journal = HostJournal.open(Path.of(args[0]))) {
            report("opened", start);
            try (JournalHost host = new JournalHost(journal.config())) {
                report("system", start);
                ActorRef<Command> entity = host.start(PersistenceIds.inventory(), new CompletableFuture<>());
                int first = host.stateOf(entity).netdevs().size() + 1;
                report("recovered", start);
                for (int number = first; number < AT_MOST; number++) {
                    host.persist(entity, InventoryEntity.listed(number));
                    if (number == first) {
                        report("first", start);
                    }
                    System.out.println(number);
                }
            }
        }
    }

    private static void report(String what, long startNs) {
        System.out.println(
                what + " " + Duration.ofNanos(System.nanoTime() - startNs).toMillis());
    }
}
