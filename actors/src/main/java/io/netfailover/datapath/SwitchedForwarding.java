package io.netfailover.datapath;

import io.netfailover.netlink.RouteSocket;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Role;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Switched by system calls: those that a reflex asks for a {@link ReflexThread} makes. What follows from one choice is done under this lock. */
abstract class SwitchedForwarding implements Forwarding {
    /** Under this lock. */
    final Map<Role, IfIndex> slaves = new EnumMap<>(Role.class);

    private final ReflexThread reflexes;
    private volatile PathCounters counted = PathCounters.NONE;
    private boolean closed;

    /** @param route belongs to this forwarding from now on, which closes it */
    SwitchedForwarding(RouteSocket route, String thread) {
        reflexes = new ReflexThread(
                thread,
                new ReflexThread.Switch() {
                    @Override
                    public void forget(Role role) {
                        clear(role);
                    }

                    @Override
                    public void choose(PathChoice wanted) {
                        obey(wanted);
                    }
                },
                route::close);
    }

    /** Brings the kernel there. */
    abstract void obey(PathChoice wanted);

    /** The counters as the kernel shows them now; under this lock. */
    abstract PathCounters read();

    @Override
    public final synchronized Optional<IfIndex> slave(Role role) {
        return Optional.ofNullable(slaves.get(role));
    }

    @Override
    public final void steer(PathChoice wanted) {
        reflexes.choose(wanted);
    }

    @Override
    public final void forget(Role role) {
        reflexes.forget(role);
    }

    @Override
    public final synchronized PathCounters count() {
        if (!closed) {
            counted = read();
        }
        return counted;
    }

    @Override
    public final PathCounters counters() {
        return counted;
    }

    final synchronized boolean isClosed() {
        return closed;
    }

    /** The thread closes the socket, which it may be using. */
    @Override
    public final synchronized void close() {
        closed = true;
        reflexes.close();
    }
}
