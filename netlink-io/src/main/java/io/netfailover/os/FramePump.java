package io.netfailover.os;

import io.netfailover.types.IfIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies frames between a TAP and two other links, on a thread of its own that owns all buffers and allocates nothing for a frame. Large
 * segments pass whole, with the checksums that their sender left to the hardware. The links' own host hears what they receive as well.
 */
public final class FramePump implements AutoCloseable {
    /** As {@link Switch#transmit}: the frame is dropped. */
    public static final int NOBODY = -1;

    private static final Logger LOG = LoggerFactory.getLogger(FramePump.class);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);
    private static final int PORTS = 2;

    /** Frames of one link before the next one has its turn. */
    private static final int BATCH = 64;

    private static final int EFD_NONBLOCK = 0x800;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final short POLLIN = 1;
    private static final int POLLFD_BYTES = 8;
    private static final int WAKE = 0;
    private static final int TAP = 1;
    private static final int FIRST_PORT = 2;
    private static final int EBADFD = 77;

    private static final int DROPPED = PORTS;

    /** Who gets what; asked for each frame, on the pump's thread, which it must not keep waiting. */
    public interface Switch {
        /** The port that what the TAP sends goes to, or {@link #NOBODY}. */
        int transmit();

        /**
         * What becomes of a frame that a port received.
         *
         * @param etherType in the machine's order; that of the VLAN tag where there is one
         * @param toGroup whether it is for many: a broadcast or multicast
         */
        Verdict receive(int port, int etherType, boolean toGroup);
    }

    /** What becomes of a frame that a port received. */
    public enum Verdict {
        PASS,
        /** Not passed, and counted. */
        DROP,
        /** It is none of the TAP's. */
        LEAVE
    }

    private final Tap tap;
    private final Switch rules;
    private final Thread thread;
    private final int wakeFd;
    private final AtomicLongArray transmitted = new AtomicLongArray(PORTS + 1);
    private final AtomicLongArray received = new AtomicLongArray(PORTS + 1);
    private final @Nullable PumpPort[] plugged = new PumpPort[PORTS];
    private final List<PumpPort> unplugged = new ArrayList<>();
    private boolean closing;

    // the thread's own
    private final @Nullable PumpPort[] ports = new PumpPort[PORTS];
    private final Pointer polled =
            Memory.allocateDirect(Libc.RUNTIME, (FIRST_PORT + PORTS) * (long) POLLFD_BYTES, true);
    private final Pointer scratch = Memory.allocateDirect(Libc.RUNTIME, Long.BYTES, true);
    private final Pointer buffer = Memory.allocateDirect(Libc.RUNTIME, PumpPort.MAX_FRAME_BYTES, true);

    private FramePump(Tap tap, int wakeFd, Switch rules, String threadName) {
        this.tap = tap;
        this.wakeFd = wakeFd;
        this.rules = rules;
        this.thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    /**
     * Takes the TAP of that name in the network namespace of the calling thread, makes it if there is none, and begins to copy. It has no
     * carrier first.
     *
     * @throws OsException also when another program holds it (EBUSY), or it is no TAP (EINVAL)
     */
    public static FramePump start(String tapName, Switch rules, String threadName) {
        Tap tap = Tap.openForPump(tapName);
        try {
            tap.setCarrier(false);
            int wakeFd = Libc.C.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
            if (wakeFd < 0) {
                throw new OsException("open an eventfd", Libc.errno());
            }
            FramePump pump = new FramePump(tap, wakeFd, rules, threadName);
            pump.thread.start();
            return pump;
        } catch (OsException e) {
            tap.close();
            throw e;
        }
    }

    /**
     * From now on that port is this link, in the namespace of the calling thread.
     *
     * @param port 0 or 1
     * @throws OsException also when there is no such link
     */
    public void plug(int port, IfIndex link) {
        exchange(port, PumpPort.open(link));
    }

    public void unplug(int port) {
        exchange(port, null);
    }

    private synchronized void exchange(int port, @Nullable PumpPort now) {
        PumpPort before = plugged[port];
        if (before != null) {
            unplugged.add(before);
        }
        plugged[port] = now;
        if (closing && now != null) {
            plugged[port] = null;
            now.close(); // the thread may have ended
        } else {
            wake();
        }
    }

    /** As if a cable were plugged in or out; without effect after {@link #close}. */
    public synchronized void setCarrier(boolean carrier) {
        if (!closing) {
            tap.setCarrier(carrier);
        }
    }

    /** Frames of the TAP that port took, since the pump was started. */
    public long transmitted(int port) {
        return transmitted.get(port);
    }

    /** Frames of the TAP that nobody took. */
    public long transmitDropped() {
        return transmitted.get(DROPPED);
    }

    /** Frames that the TAP took from that port. */
    public long received(int port) {
        return received.get(port);
    }

    /** Frames of both ports that the TAP did not take though they were for it. */
    public long receiveDropped() {
        return received.get(DROPPED);
    }

    private void wake() {
        scratch.putLong(0, 1);
        Libc.C.write(wakeFd, scratch, Long.BYTES);
    }

    private void run() {
        if (!ThreadPriority.raise()) {
            LOG.info("{} runs with the priority of all others (CAP_SYS_NICE is missing)", thread.getName());
        }
        watch(WAKE, wakeFd);
        watch(TAP, tap.fd());
        boolean open = takePorts();
        while (open) {
            if (Libc.C.poll(polled, FIRST_PORT + PORTS, -1) < 0) {
                continue; // a signal
            }
            if (isReady(WAKE)) {
                open = takePorts();
            }
            if (isReady(TAP)) {
                transmit();
            }
            for (int port = 0; port < PORTS; port++) {
                PumpPort ready = ports[port];
                if (ready != null && isReady(FIRST_PORT + port)) {
                    receive(port, ready);
                }
            }
        }
        tap.close();
        Libc.C.close(wakeFd);
    }

    private void watch(int place, int fd) {
        polled.putInt(place * (long) POLLFD_BYTES, fd);
        polled.putShort(place * (long) POLLFD_BYTES + 4, POLLIN);
    }

    /** An error too is read off. */
    private boolean isReady(int place) {
        return polled.getShort(place * (long) POLLFD_BYTES + 6) != 0;
    }

    /** Whether there is more to do. */
    private synchronized boolean takePorts() {
        Libc.C.read(wakeFd, scratch, Long.BYTES);
        if (closing) {
            for (int port = 0; port < PORTS; port++) {
                exchange(port, null);
            }
        }
        for (int port = 0; port < PORTS; port++) {
            PumpPort now = plugged[port];
            ports[port] = now;
            watch(FIRST_PORT + port, now == null ? NOBODY : now.fd());
        }
        unplugged.forEach(PumpPort::close);
        unplugged.clear();
        return !closing;
    }

    private void transmit() {
        for (int i = 0; i < BATCH; i++) {
            int length = (int) Libc.C.read(tap.fd(), buffer, PumpPort.MAX_FRAME_BYTES);
            if (length < 0) {
                if (Libc.errno() == EBADFD) {
                    LOG.info("{}: the TAP was deleted", thread.getName());
                    watch(TAP, -1);
                }
                return;
            }
            int port = rules.transmit();
            PumpPort taker = port == NOBODY ? null : ports[port];
            boolean sent = taker != null && taker.send(buffer, length);
            transmitted.lazySet(sent ? port : DROPPED, transmitted.get(sent ? port : DROPPED) + 1);
        }
    }

    private void receive(int port, PumpPort from) {
        for (int i = 0; i < BATCH; i++) {
            int length = from.receive();
            if (length < 0) {
                return;
            }
            Verdict verdict = length == 0 ? Verdict.DROP : rules.receive(port, from.etherType(), from.isToGroup());
            if (verdict == Verdict.LEAVE) {
                continue;
            }
            // the TAP refuses them while it is down
            boolean taken = verdict == Verdict.PASS && Libc.C.write(tap.fd(), from.frame(), length) >= 0;
            received.lazySet(taken ? port : DROPPED, received.get(taken ? port : DROPPED) + 1);
        }
    }

    /** Ends the copying and waits for that; then the TAP is free for another program, and without carrier. */
    @Override
    public void close() {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
            wake();
        }
        try {
            thread.join(CLOSE_DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
