package io.netfailover.lab;

import io.netfailover.types.Path;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The station to which a guest's master sends numbered frames ({@code tests/guest/pulse.c}). It answers each on the cable that it came on,
 * as a switch would that has learned from it.
 */
final class PulseStation implements AutoCloseable {
    private static final short EXPERIMENT = (short) 0x88b5;
    private static final int HEADER_BYTES = 14;
    private static final int ADDRESS_BYTES = 6;
    private static final long IDLE_NS = 100_000;

    private final Map<Path, Cable> cables;
    private final Thread thread = GuestAgent.daemon(this::answer, "pulse-station");
    private volatile Heard heard = new Heard(0, 0);
    private volatile boolean open = true;

    /** What has come of a stream. */
    static final class Heard {
        private final int stream;
        private final AtomicReferenceArray<@Nullable Path> ways;
        private volatile int last = -1;

        private Heard(int stream, int count) {
            this.stream = stream;
            this.ways = new AtomicReferenceArray<>(count);
        }

        /** The greatest number that has come; -1 at first. */
        int last() {
            return last;
        }

        /** The way on which a frame came; null for one that did not. */
        @Nullable
        Path way(int number) {
            return ways.get(number);
        }

        private boolean note(int itsStream, int number, Path way) {
            if (itsStream != stream || number < 0 || number >= ways.length()) {
                return false;
            }
            ways.set(number, way);
            last = Math.max(last, number);
            return true;
        }
    }

    private PulseStation(Cable primary, Cable standby) {
        cables = Map.of(Path.PRIMARY, primary, Path.STANDBY, standby);
    }

    static PulseStation start(Cable primary, Cable standby) {
        PulseStation station = new PulseStation(primary, standby);
        station.thread.start();
        return station;
    }

    /** From now on frames of this stream are noted, and no others. */
    Heard listen(int stream, int count) {
        Heard next = new Heard(stream, count);
        heard = next;
        return next;
    }

    private void answer() {
        Precedence.take();
        while (open) {
            boolean idle = true;
            for (Map.Entry<Path, Cable> cable : cables.entrySet()) {
                for (byte[] frame : cable.getValue().take()) {
                    idle = false;
                    answer(frame, cable.getKey(), cable.getValue());
                }
            }
            if (idle) {
                LockSupport.parkNanos(IDLE_NS);
            }
        }
    }

    private void answer(byte[] frame, Path way, Cable cable) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        if (frame.length < HEADER_BYTES + 2 * Integer.BYTES
                || bytes.getShort(2 * ADDRESS_BYTES) != EXPERIMENT
                || !heard.note(bytes.getInt(HEADER_BYTES), bytes.getInt(HEADER_BYTES + Integer.BYTES), way)) {
            return;
        }
        byte[] answer = frame.clone();
        System.arraycopy(frame, ADDRESS_BYTES, answer, 0, ADDRESS_BYTES);
        System.arraycopy(frame, 0, answer, ADDRESS_BYTES, ADDRESS_BYTES);
        try {
            cable.send(answer);
        } catch (LabException e) {
            // The guest has ended.
        }
    }

    @Override
    public void close() {
        open = false;
        Wait.end(thread);
        cables.values().forEach(Cable::close);
    }
}
