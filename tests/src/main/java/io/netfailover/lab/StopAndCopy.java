package io.netfailover.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * When a VM ran nowhere while it was migrated: from STOP of the source's QEMU to RESUME of the destination's, as each dates its own event
 * on the lab's sockets. QEMU serves one client on each, so the lab has no other connection meanwhile than {@link #source}.
 */
public final class StopAndCopy implements AutoCloseable {
    private static final Duration LAUNCH_LIMIT = Duration.ofSeconds(60);
    private static final Duration EVENT_LIMIT = Duration.ofSeconds(5);

    private final WallClock clock = WallClock.read();
    private final Qmp source;
    private final CompletableFuture<Qmp> destination = new CompletableFuture<>();

    private StopAndCopy(QemuLab lab, QemuHost from, QemuHost to) {
        source = lab.qmp(from);
        GuestAgent.daemon(
                        () -> {
                            try {
                                Qmp qemu = lab.qmp(to, LAUNCH_LIMIT);
                                if (!destination.complete(qemu)) {
                                    qemu.close(); // nobody waits any more
                                }
                            } catch (LabException e) {
                                destination.completeExceptionally(e);
                            }
                        },
                        "stop-and-copy")
                .start();
    }

    /** Of the next migration. */
    public static StopAndCopy watch(QemuLab lab, QemuHost from, QemuHost to) {
        return new StopAndCopy(lab, from, to);
    }

    /** The source's QEMU. */
    public Qmp source() {
        return source;
    }

    /** For after the migration, once. */
    public Span span() {
        try {
            return new Span(at(source, "STOP"), at(destination.join(), "RESUME"));
        } catch (CompletionException e) {
            throw new LabException("the destination's QEMU was never heard", e);
        }
    }

    private long at(Qmp qemu, String name) {
        JsonNode event = qemu.event(name, data -> true, EVENT_LIMIT)
                .orElseThrow(() -> new LabException("QEMU never said " + name));
        JsonNode time = event.path("timestamp");
        return clock.nanoTime(Instant.ofEpochSecond(
                time.path("seconds").asLong(), time.path("microseconds").asLong() * 1000));
    }

    @Override
    public void close() {
        source.close();
        if (!destination.cancel(false) && !destination.isCompletedExceptionally()) {
            destination.join().close();
        }
    }
}
