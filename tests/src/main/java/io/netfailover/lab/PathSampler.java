package io.netfailover.lab;

import io.netfailover.types.Path;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Which slave the guest sends over, told by the slaves' own counters every few milliseconds: what the kernel does, whatever the daemon
 * says, and also while there is none. Needs a probe that sends all the time.
 */
public final class PathSampler implements AutoCloseable {
    private static final int PER_SECOND = 100;

    /** So many empty looks in a row are no path; fewer may be the sender's own pause on a busy machine. */
    private static final int EMPTY_LOOKS = 8;

    /** From this moment on the guest sent over {@code path}. */
    public record Change(long atNs, Path path) {}

    private final LinkCounters counters;
    private final String primary;
    private final String standby;
    private final List<Change> changes = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::sample, "path-sampler");
    private volatile boolean open = true;
    private int emptyLooks;
    private long emptySinceNs;

    private PathSampler(LabNamespace guest, String primary, String standby) {
        this.counters = new LinkCounters(guest);
        this.primary = primary;
        this.standby = standby;
        thread.setDaemon(true);
    }

    public static PathSampler start(LabNamespace guest, String primary, String standby) {
        PathSampler sampler = new PathSampler(guest, primary, standby);
        sampler.thread.start();
        return sampler;
    }

    private void sample() {
        Pacing pacing = new Pacing(System.nanoTime(), PER_SECOND);
        long lastPrimary = -1;
        long lastStandby = -1;
        for (long turn = 0; open; turn++) {
            long beforeNs = System.nanoTime();
            Map<String, LinkCounters.Packets> now = read();
            long nowPrimary = transmitted(now, primary);
            long nowStandby = transmitted(now, standby);
            // A link that came or went between two looks says nothing about this interval.
            long byPrimary = lastPrimary < 0 || nowPrimary < 0 ? 0 : nowPrimary - lastPrimary;
            long byStandby = lastStandby < 0 || nowStandby < 0 ? 0 : nowStandby - lastStandby;
            note(beforeNs, byPrimary, byStandby);
            lastPrimary = nowPrimary;
            lastStandby = nowStandby;
            pacing.await(turn + 1);
        }
    }

    private void note(long atNs, long byPrimary, long byStandby) {
        if (byPrimary > 0 || byStandby > 0) {
            emptyLooks = 0;
            change(atNs, byPrimary >= byStandby ? Path.PRIMARY : Path.STANDBY);
            return;
        }
        if (emptyLooks++ == 0) {
            emptySinceNs = atNs;
        }
        if (emptyLooks >= EMPTY_LOOKS) {
            change(emptySinceNs, Path.NONE);
        }
    }

    private void change(long atNs, Path path) {
        if (path() != path) {
            changes.add(new Change(atNs, path));
        }
    }

    /** -1 when there is no such link. */
    private static long transmitted(Map<String, LinkCounters.Packets> counters, String link) {
        LinkCounters.Packets packets = counters.get(link);
        return packets == null ? -1 : packets.transmitted();
    }

    private Map<String, LinkCounters.Packets> read() {
        try {
            return counters.read();
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** The path of the last interval. */
    public Path path() {
        return changes.isEmpty() ? Path.NONE : changes.get(changes.size() - 1).path();
    }

    public List<Change> changes() {
        return List.copyOf(changes);
    }

    @Override
    public void close() throws IOException {
        open = false;
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        counters.close();
    }
}
