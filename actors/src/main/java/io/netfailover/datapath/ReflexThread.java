package io.netfailover.datapath;

import io.netfailover.types.Role;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a reflex asks for where that takes system calls, so that the steering thread makes none and waits for no lock of the kernel:
 * a thread of one master that sleeps until it is asked. Only the last choice counts, so nothing queues up. What the kernel refuses is
 * tried again while it is still wanted, after 20 ms first and never less often than every second.
 */
final class ReflexThread implements AutoCloseable {
    /** Brings the kernel there; called on this thread alone. */
    interface Switch {
        void forget(Role role);

        void choose(PathChoice choice);
    }

    private record Wanted(Set<Role> forgotten, Optional<PathChoice> choice) {
        static final Wanted NOTHING = new Wanted(Set.of(), Optional.empty());

        Wanted forgetting(Role role) {
            EnumSet<Role> roles = EnumSet.of(role);
            roles.addAll(forgotten);
            return new Wanted(roles, choice);
        }

        /** What a newer wish leaves of this one. */
        Wanted before(Wanted newer) {
            EnumSet<Role> roles = EnumSet.noneOf(Role.class);
            roles.addAll(forgotten);
            roles.addAll(newer.forgotten);
            return new Wanted(roles, newer.choice.or(() -> choice));
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(ReflexThread.class);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Switch kernel;
    private final Runnable atTheEnd;
    private final Thread thread;
    private final AtomicReference<Wanted> wanted = new AtomicReference<>(Wanted.NOTHING);
    private volatile boolean closed;

    /** @param atTheEnd called on this thread when it was closed */
    ReflexThread(String name, Switch kernel, Runnable atTheEnd) {
        this.kernel = kernel;
        this.atTheEnd = atTheEnd;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    void choose(PathChoice choice) {
        wanted.updateAndGet(before -> new Wanted(before.forgotten, Optional.of(choice)));
        LockSupport.unpark(thread);
    }

    void forget(Role role) {
        wanted.updateAndGet(before -> before.forgetting(role));
        LockSupport.unpark(thread);
    }

    private void run() {
        long pauseNanos = FIRST_PAUSE_NANOS;
        while (!closed) {
            Wanted now = wanted.getAndSet(Wanted.NOTHING);
            if (now.equals(Wanted.NOTHING)) {
                LockSupport.park(this);
            } else if (isDone(now)) {
                pauseNanos = FIRST_PAUSE_NANOS;
            } else {
                wanted.updateAndGet(now::before);
                LockSupport.parkNanos(this, pauseNanos);
                pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
            }
        }
        atTheEnd.run();
    }

    private boolean isDone(Wanted now) {
        try {
            now.forgotten.forEach(kernel::forget);
            now.choice.ifPresent(kernel::choose);
            return true;
        } catch (RuntimeException e) {
            LOG.warn("{}: {}; trying again", thread.getName(), e.getMessage());
            return false;
        }
    }

    /** Returns at once; what is under way is finished, and nothing is begun after. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
