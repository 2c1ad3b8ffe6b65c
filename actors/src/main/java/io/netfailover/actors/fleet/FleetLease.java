package io.netfailover.actors.fleet;

import akka.actor.ExtendedActorSystem;
import akka.coordination.lease.LeaseSettings;
import akka.coordination.lease.javadsl.Lease;
import com.typesafe.config.Config;
import io.netfailover.journal.ClusterDatabase;
import io.netfailover.journal.ClusterLease;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * {@link ClusterLease} as Akka asks for it, made by name from {@code fleet-lease.lease-class}. It renews nothing by itself: {@link
 * FleetMembership} acquires it again and again.
 */
public final class FleetLease extends Lease {
    static final String CONFIG = "fleet-lease";
    static final String NAME = "fleet";
    static final String DISPATCHER = "fleet-lease-dispatcher";

    private final LeaseSettings settings;
    private final ClusterLease lease;
    private final Executor blocking;
    private final long timeoutMs;
    private final AtomicBoolean held = new AtomicBoolean();
    private volatile Consumer<Optional<Throwable>> whenLost = reason -> {};

    /** As Akka constructs it. */
    public FleetLease(LeaseSettings settings, ExtendedActorSystem system) {
        this.settings = settings;
        this.lease = of(system.settings().config(), settings.ownerName(), system.startTime());
        this.blocking = system.dispatchers().lookup(DISPATCHER);
        this.timeoutMs = settings.timeoutSettings().getOperationTimeout().toMillis();
    }

    /** Each incarnation of a node is an owner of its own: what was put out of the cluster takes no right along. */
    static ClusterLease of(Config config, String node, long startedAtMs) {
        return new ClusterLease(
                ClusterDatabase.of(config),
                NAME,
                node + "@" + startedAtMs,
                config.getDuration(CONFIG + ".heartbeat-timeout"));
    }

    @Override
    public LeaseSettings getSettings() {
        return settings;
    }

    @Override
    public CompletionStage<Boolean> acquire() {
        return CompletableFuture.supplyAsync(lease::acquire, blocking)
                .orTimeout(timeoutMs, TimeUnit.MILLISECONDS)
                .thenApply(now -> {
                    if (held.getAndSet(now) && !now) {
                        whenLost.accept(Optional.empty());
                    }
                    return now;
                });
    }

    @Override
    public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> leaseLost) {
        whenLost = leaseLost;
        return acquire();
    }

    @Override
    public CompletionStage<Boolean> release() {
        held.set(false);
        return CompletableFuture.runAsync(lease::release, blocking)
                .orTimeout(timeoutMs, TimeUnit.MILLISECONDS)
                .thenApply(released -> true);
    }

    /** As of the last answer of the database. */
    @Override
    public boolean checkLease() {
        return held.get();
    }
}
