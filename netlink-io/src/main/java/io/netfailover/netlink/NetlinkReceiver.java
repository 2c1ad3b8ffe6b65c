package io.netfailover.netlink;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears RTNLGRP_LINK, or the groups that are chosen, on a thread of its own and tells a {@link LinkListener}. The constructor subscribes, in the network namespace of the
 * calling thread; from then on the kernel queues. So the order is: construct, {@link #start()}, and only then dump: what changes after the
 * dump is told, and nothing lies between the two. At rest the thread sleeps in poll(2).
 */
public final class NetlinkReceiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NetlinkReceiver.class);

    /** None of 20 MB of messages was lost with 2 MiB; the default of 208 KiB kept 92 of 20,000 messages. */
    public static final int RECEIVE_BUFFER_BYTES = 4 << 20;

    private static final int DATAGRAM_BYTES = 64 * 1024;
    private static final int FOR_EVER = -1;
    private static final int AT_ONCE = 0;

    /** In a storm that never ends the listener must hear of a loss all the same. */
    private static final Duration LONGEST_DRAIN = Duration.ofMillis(500);

    /** After a failure of the socket that repeats itself the thread must not spin. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(2);

    private final LinkListener listener;
    private final Optional<RouteListener> routeListener;
    private final NetlinkSocket socket;
    private final Thread thread;
    private final int receiveBufferBytes;
    private final long netnsCookie;
    private final LongAdder datagrams = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder ignored = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder overruns = new LongAdder();
    private final LongAdder truncated = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder listenerFailures = new LongAdder();
    private volatile long lastMessageNanos;
    private volatile boolean closing;
    private boolean started;
    private volatile Runnable schedule = () -> {};

    /** When the kernel said ENOBUFS and the listener has not been told yet, else 0; touched by the receiving thread only. */
    private long overrunNanos;

    public NetlinkReceiver(LinkListener listener) {
        this(listener, RECEIVE_BUFFER_BYTES);
    }

    /** @param receiveBufferBytes what to ask of the kernel, which doubles it; see {@link #RECEIVE_BUFFER_BYTES} */
    public NetlinkReceiver(LinkListener listener, int receiveBufferBytes) {
        this(listener, receiveBufferBytes, DATAGRAM_BYTES);
    }

    /** Hears other groups than that of links, or more. */
    public NetlinkReceiver(RouteListener listener, Set<RouteGroup> groups, int receiveBufferBytes) {
        this(listener, Optional.of(listener), groups, receiveBufferBytes, DATAGRAM_BYTES);
    }

    NetlinkReceiver(LinkListener listener, int receiveBufferBytes, int datagramBytes) {
        this(listener, Optional.empty(), Set.of(RouteGroup.LINK), receiveBufferBytes, datagramBytes);
    }

    private NetlinkReceiver(
            LinkListener listener,
            Optional<RouteListener> routeListener,
            Set<RouteGroup> groups,
            int receiveBufferBytes,
            int datagramBytes) {
        this.listener = listener;
        this.routeListener = routeListener;
        this.socket = NetlinkSocket.open(datagramBytes);
        try {
            socket.setReceiveBufferBytes(receiveBufferBytes);
            this.receiveBufferBytes = socket.effectiveReceiveBufferBytes();
            this.netnsCookie = socket.netnsCookie();
            groups.forEach(group -> socket.join(group.number()));
        } catch (NetlinkException e) {
            socket.close();
            throw e;
        }
        this.thread = new Thread(this::run, "netlink-receiver");
        thread.setDaemon(true);
    }

    /** Begins to tell the listener, first what was queued since the construction. */
    public void start() {
        start(() -> {});
    }

    /** @param first run on the receiving thread before all else, as to change how it is scheduled */
    public synchronized void start(Runnable first) {
        if (closing) {
            throw new IllegalStateException("the netlink receiver is closed");
        }
        started = true;
        schedule = first;
        thread.start();
    }

    /** The cookie of the namespace that is heard, unique within a boot. */
    public long netnsCookie() {
        return netnsCookie;
    }

    int port() {
        return socket.port();
    }

    public ReceiverStatistics statistics() {
        return new ReceiverStatistics(
                datagrams.sum(),
                messages.sum(),
                ignored.sum(),
                bytes.sum(),
                overruns.sum(),
                truncated.sum(),
                malformed.sum(),
                listenerFailures.sum(),
                lastMessageNanos,
                receiveBufferBytes);
    }

    private void run() {
        try {
            schedule.run();
            while (!closing) {
                receive();
            }
        } finally {
            socket.close();
        }
    }

    private void receive() {
        try {
            switch (socket.receive(overrunNanos == 0 ? FOR_EVER : AT_ONCE)) {
                case DATAGRAM -> read(socket.datagram());
                case TRUNCATED -> {
                    truncated.increment();
                    pictureLost("a datagram was longer than the buffer");
                }
                case OVERRUN -> {
                    overruns.increment();
                    overrunNanos = System.nanoTime();
                }
                case TIMEOUT -> tellOverrun();
                case WOKEN -> {
                    // the loop looks whether this is the end
                }
            }
            if (overrunNanos != 0 && System.nanoTime() - overrunNanos > LONGEST_DRAIN.toNanos()) {
                tellOverrun();
                overrunNanos = System.nanoTime(); // and once more when the queue is empty at last
            }
        } catch (NetlinkException e) {
            LOG.error("cannot receive link events", e);
            pictureLost(String.valueOf(e.getMessage()));
            LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
        }
    }

    /**
     * An overrun is told once the full queue has been read to its end: what lies in it is older than what was lost, so a dump taken
     * before would be undone by it.
     */
    private void tellOverrun() {
        if (overrunNanos != 0) {
            overrunNanos = 0;
            pictureLost("the kernel dropped messages (ENOBUFS)");
        }
    }

    void read(ByteBuffer datagram) {
        datagrams.increment();
        bytes.add(datagram.remaining());
        lastMessageNanos = System.nanoTime();
        MessageReader reader = new MessageReader(datagram);
        boolean more = true;
        while (more) {
            try {
                more = reader.next();
                if (more) {
                    read(reader);
                }
            } catch (NetlinkException e) {
                malformed.increment();
                LOG.warn("unreadable link event", e);
                pictureLost(String.valueOf(e.getMessage()));
            }
        }
    }

    private void read(MessageReader message) {
        ByteBuffer payload = message.payload();
        int type = message.type();
        if ((type != LinkAttribute.RTM_NEWLINK && type != LinkAttribute.RTM_DELLINK)
                || !LinkMessage.concernsLink(payload)) {
            readOther(type, payload);
            return;
        }
        Link link = LinkMessage.decode(payload);
        messages.increment();
        tell(() -> {
            if (type == LinkAttribute.RTM_NEWLINK) {
                listener.linkChanged(link);
            } else {
                listener.linkRemoved(link);
            }
        });
    }

    /** What is not about a link: nothing for most listeners. */
    private void readOther(int type, ByteBuffer payload) {
        Optional<Consumer<RouteListener>> event =
                routeListener.isPresent() ? RouteEvent.read(type, payload) : Optional.empty();
        if (event.isPresent()) {
            messages.increment();
            tell(() -> event.get().accept(routeListener.get()));
        } else {
            ignored.increment();
        }
    }

    private void pictureLost(String reason) {
        tell(() -> listener.pictureLost(reason));
    }

    /** One bad listener call must not end the hearing. */
    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            listenerFailures.increment();
            LOG.error("the listener of link events failed", e);
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
        socket.wakeUp();
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
