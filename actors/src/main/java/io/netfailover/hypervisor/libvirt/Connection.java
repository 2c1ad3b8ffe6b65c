package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to libvirtd that is made again when it breaks. A thread of its own opens it, since nothing bounds that: a libvirtd that is
 * stopped takes the socket and never answers.
 */
final class Connection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    /** A dead peer is noticed after interval x (count + 1) = 20 s. */
    private static final int KEEPALIVE_SECONDS = 5;

    private static final int KEEPALIVE_COUNT = 3;
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 10_000;
    /** See {@link DomainEvents}. */
    private static final Queue<Object> CALLED_FROM_C = new ConcurrentLinkedQueue<>();

    private final Libvirt libvirt;
    private final String uri;
    private final DomainEvents events;
    private final Libvirt.ClosedHandler closed = (connection, reason, opaque) -> lost(connection);
    private final Thread opener = new Thread(this::keepOpen, "libvirt-connect");

    private @Nullable Pointer current;
    private @Nullable Pointer broken;
    private @Nullable HypervisorException failure;
    private boolean ended;

    Connection(Libvirt libvirt, String uri, DomainEvents events) {
        this.libvirt = libvirt;
        this.uri = uri;
        this.events = events;
        CALLED_FROM_C.add(closed);
        opener.setDaemon(true);
        opener.start();
    }

    /**
     * The connection for one call. Waits for the first attempt to open it, not for later ones.
     *
     * @throws HypervisorException NOT_REACHABLE, or TIMED_OUT when opening it takes longer than the call may
     */
    synchronized Session session(Deadline deadline) {
        while (current == null && failure == null && !ended && !deadline.isOver()) {
            await(TimeUnit.NANOSECONDS.toMillis(deadline.leftNs()));
        }
        Pointer open = current;
        if (open == null) {
            throw failure != null ? failure : deadline.expired("libvirtd does not answer at " + uri);
        }
        if (libvirt.virConnectRef(open) < 0) {
            throw LibvirtError.last(libvirt, open, deadline.what());
        }
        return new Session(libvirt, open, deadline);
    }

    private void keepOpen() {
        boolean again = false;
        long pauseMs = FIRST_PAUSE_MS;
        while (awaitNeed()) {
            if (open()) {
                pauseMs = FIRST_PAUSE_MS;
                if (again) {
                    LOG.info("connected to {} again", uri);
                    events.reconnected();
                }
                again = true;
            } else {
                pause(pauseMs);
                pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
            }
        }
    }

    /** @return false when there will be no need any more */
    private boolean awaitNeed() {
        Pointer old;
        synchronized (this) {
            while (current != null && broken == null && !ended) {
                await(0);
            }
            old = broken != null ? broken : current;
            broken = null;
            current = null;
        }
        if (old != null) {
            libvirt.virConnectClose(old);
        }
        return !isEnded();
    }

    private boolean open() {
        Pointer fresh = libvirt.virConnectOpen(uri);
        if (fresh == null) {
            failed(LibvirtError.last(libvirt, "connect to " + uri));
            return false;
        }
        try {
            subscribe(fresh);
        } catch (HypervisorException e) {
            libvirt.virConnectClose(fresh);
            failed(e);
            return false;
        }
        synchronized (this) {
            current = fresh;
            failure = null;
            notifyAll();
        }
        return true;
    }

    private void subscribe(Pointer fresh) {
        if (libvirt.virConnectSetKeepAlive(fresh, KEEPALIVE_SECONDS, KEEPALIVE_COUNT) < 0
                || libvirt.virConnectRegisterCloseCallback(fresh, closed, null, null) < 0) {
            throw LibvirtError.last(libvirt, fresh, "watch the connection to " + uri);
        }
        events.subscribe(fresh);
    }

    private synchronized void failed(HypervisorException why) {
        if (failure == null) {
            LOG.warn("{}", why.getMessage());
        }
        // Whatever libvirt names as the cause, nothing can be asked of it.
        failure = new HypervisorException(
                Reason.NOT_REACHABLE, String.valueOf(why.getMessage()), "is libvirtd running, and the URI right?");
        notifyAll();
    }

    /** On the thread of the event loop, where nothing may wait for libvirt. */
    private synchronized void lost(Pointer connection) {
        if (current != null && current.address() == connection.address()) {
            LOG.warn("the connection to {} is broken", uri);
            broken = current;
            current = null;
            failure = new HypervisorException(
                    Reason.NOT_REACHABLE, "the connection to " + uri + " is broken", "it is being made again");
            notifyAll();
        }
    }

    private synchronized void pause(long ms) {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        for (long left = ms; left > 0 && !ended; left = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime())) {
            await(left);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the callers loop
    private synchronized void await(long ms) {
        try {
            wait(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = true;
        }
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    @Override
    public synchronized void close() {
        ended = true;
        if (failure == null) {
            failure = new HypervisorException(Reason.NOT_REACHABLE, "the connection to " + uri + " was closed", "");
        }
        notifyAll();
    }
}
