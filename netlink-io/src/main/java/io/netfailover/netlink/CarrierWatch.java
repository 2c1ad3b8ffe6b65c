package io.netfailover.netlink;

import io.netfailover.os.Libc;
import io.netfailover.os.OsException;
import io.netfailover.os.ThreadPriority;
import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import jnr.ffi.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the carrier of some links every few milliseconds (ETHTOOL_GLINK), since the kernel may hold the event of a loss back for up to a
 * second (linkwatch). To look also makes the kernel send the event that it held back. One thread and one socket, in the network namespace of
 * the thread that constructs it.
 */
public final class CarrierWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CarrierWatch.class);

    public static final Duration DEFAULT_PERIOD = Duration.ofMillis(8);

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(2);
    private static final int ETHTOOL_GLINK = 0x0a;
    private static final int ENODEV = 19;

    /** A link may pass its name on; how many looks may pass before the name is looked up again. */
    private static final int LOOKS_PER_NAME = 256;

    private final CarrierListener listener;
    private final long periodNanos;
    private final DeviceSocket socket = new DeviceSocket();
    private final Map<IfIndex, Watched> links = new ConcurrentHashMap<>();

    /** {@code struct ethtool_value}: the command, and the answer. */
    private final ByteBuffer value = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());

    private final Pointer valuePointer = Pointer.wrap(Libc.RUNTIME, value);
    private final Thread thread;
    private volatile boolean closing;
    private final LongAdder rounds = new LongAdder();
    private final LongAdder busyNanos = new LongAdder();
    private boolean started;
    private volatile Runnable schedule = () -> {};

    /** One watched link; touched by the watching thread only. */
    private static final class Watched {
        private final IfIndex link;
        private byte[] name = {};
        private ByteBuffer request = ByteBuffer.allocate(0);
        private Pointer requestPointer = Pointer.wrap(Libc.RUNTIME, 0L);
        private int looksLeft;
        private Optional<Boolean> carrier = Optional.empty();
        private boolean failed;

        Watched(IfIndex link) {
            this.link = link;
        }
    }

    public CarrierWatch(CarrierListener listener) {
        this(listener, DEFAULT_PERIOD);
    }

    /** @param period between two looks at the same link */
    public CarrierWatch(CarrierListener listener, Duration period) {
        this.listener = listener;
        this.periodNanos = period.toNanos();
        this.thread = new Thread(this::run, "carrier-watch");
        thread.setDaemon(true);
    }

    /** Begins to look. */
    public void start() {
        start(() -> {});
    }

    /** @param first run on the watching thread before all else, as to change how it is scheduled */
    public synchronized void start(Runnable first) {
        if (closing) {
            throw new IllegalStateException("the carrier watch is closed");
        }
        started = true;
        schedule = first;
        thread.start();
    }

    /** From any thread; a link that is watched already is told once more. */
    public void watch(IfIndex link) {
        links.put(link, new Watched(link));
        LockSupport.unpark(thread);
    }

    /** From any thread; a look that has begun may still be told. */
    public void forget(IfIndex link) {
        links.remove(link);
    }

    public Set<IfIndex> watched() {
        return Set.copyOf(links.keySet());
    }

    /** How often all links were looked at. */
    public long rounds() {
        return rounds.sum();
    }

    /** What the looks took, the listener included. */
    public Duration busy() {
        return Duration.ofNanos(busyNanos.sum());
    }

    private void run() {
        if (!ThreadPriority.raise()) {
            LOG.info("the carrier watch runs with the priority of all others (CAP_SYS_NICE is missing)");
        }
        try {
            schedule.run();
            while (!closing) {
                if (links.isEmpty()) {
                    LockSupport.park(this);
                } else {
                    round();
                }
            }
        } finally {
            socket.close();
        }
    }

    private void round() {
        long begin = System.nanoTime();
        for (Watched watched : links.values()) {
            try {
                look(watched);
            } catch (RuntimeException e) {
                // of the socket or of the listener; neither may end the watch over the other links, nor fill the log
                if (!watched.failed) {
                    LOG.error("cannot watch the carrier of link {}", watched.link, e);
                }
                watched.failed = true;
                watched.looksLeft = 0;
            }
        }
        long took = System.nanoTime() - begin;
        busyNanos.add(took);
        rounds.increment();
        LockSupport.parkNanos(this, periodNanos - took);
    }

    private void look(Watched watched) {
        if (watched.looksLeft-- <= 0 && !findName(watched)) {
            gone(watched);
            return;
        }
        int errno = glink(watched);
        boolean carrier = value.getInt(4) != 0;
        if (errno == 0 && watched.carrier.isPresent() && watched.carrier.get() == carrier) {
            return;
        }
        // before bad or new news is believed: is the name still that link's?
        byte[] asked = watched.name;
        if (!findName(watched)) {
            gone(watched);
        } else if (!Arrays.equals(asked, watched.name)) {
            watched.looksLeft = 0; // renamed meanwhile: the next look is at the right one
        } else if (errno == ENODEV) {
            gone(watched);
        } else if (errno != 0) {
            throw new OsException("read carrier of " + DeviceSocket.text(watched.name), errno);
        } else {
            watched.carrier = Optional.of(carrier);
            watched.failed = false;
            if (links.get(watched.link) == watched) {
                listener.carrierChanged(watched.link, carrier);
            }
        }
    }

    private int glink(Watched watched) {
        value.putInt(0, ETHTOOL_GLINK).putInt(4, 0);
        return socket.ethtool(watched.requestPointer);
    }

    private boolean findName(Watched watched) {
        Optional<byte[]> name = socket.nameOf(watched.link);
        if (name.isPresent() && !Arrays.equals(name.get(), watched.name)) {
            watched.name = name.get();
            watched.request = DeviceSocket.ifreq(watched.name, valuePointer);
            watched.requestPointer = Pointer.wrap(Libc.RUNTIME, watched.request);
        }
        watched.looksLeft = LOOKS_PER_NAME;
        return name.isPresent();
    }

    private void gone(Watched watched) {
        if (links.remove(watched.link, watched)) {
            listener.linkGone(watched.link);
        }
    }

    /** Ends the thread and waits for it; may be called from every thread, the listener's included. */
    @Override
    public synchronized void close() {
        if (closing) {
            return;
        }
        closing = true;
        if (!started) {
            socket.close();
            return;
        }
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(CLOSE_DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
