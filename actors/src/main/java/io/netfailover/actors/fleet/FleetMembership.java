package io.netfailover.actors.fleet;

import akka.actor.Address;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import akka.coordination.lease.javadsl.Lease;
import akka.coordination.lease.javadsl.LeaseProvider;
import com.typesafe.config.Config;
import io.netfailover.journal.ClusterLease;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Brings this node into the cluster and keeps the cluster one. A node joins whom it can reach; it forms the cluster only with the lease in
 * the database, which a cluster's leader keeps, and which the split-brain resolver asks for when the cluster divides. So a node that lost
 * its cluster and reaches the database, but no other node, waits instead of beginning a second one.
 */
final class FleetMembership extends AbstractBehavior<FleetMembership.Command> {
    /** A leader whose lease another has for so many looks does not lead the only cluster. */
    private static final int MOST_REFUSALS = 10;

    sealed interface Command {}

    private enum Look implements Command {
        NOW
    }

    private record Answered(
            @Nullable Boolean held, @Nullable Throwable failure) implements Command {}

    private final Cluster cluster;
    private final Lease lease;
    private final ClusterLease forming;
    private final Executor blocking;
    private final Duration formAfter;
    private final int looksBeforeForming;
    private boolean asking;
    private int looks;
    private int refusals;

    private FleetMembership(ActorContext<Command> context, Duration formAfter, int looksBeforeForming) {
        super(context);
        this.cluster = Cluster.get(context.getSystem());
        this.formAfter = formAfter;
        this.looksBeforeForming = looksBeforeForming;
        this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.fromConfig(FleetLease.DISPATCHER));
        this.forming = FleetLease.of(
                context.getSystem().settings().config(),
                cluster.selfMember().address().hostPort(),
                context.getSystem().startTime());
        this.lease = LeaseProvider.get(context.getSystem())
                .getLease(
                        FleetLease.NAME,
                        FleetLease.CONFIG,
                        cluster.selfMember().address().hostPort());
    }

    /** @param others where the other nodes are */
    static Behavior<Command> create(List<Address> others) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            Config config = context.getSystem().settings().config().getConfig(FleetLease.CONFIG);
            Duration every = config.getDuration("heartbeat-interval");
            Duration formAfter = config.getDuration("form-after");
            int looks = others.isEmpty() ? 0 : (int) (formAfter.toMillis() / every.toMillis());
            FleetMembership membership = new FleetMembership(context, formAfter, looks);
            if (!others.isEmpty()) {
                membership.cluster.manager().tell(new JoinSeedNodes(others));
            }
            timers.startTimerWithFixedDelay(Look.NOW, Duration.ZERO, every);
            return membership;
        }));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Look.NOW, this::onLook)
                .onMessage(Answered.class, this::onAnswered)
                .build();
    }

    private Behavior<Command> onLook() {
        looks++;
        boolean mayForm = isOutside() && looks > looksBeforeForming;
        if (!asking && (mayForm || isLeader())) {
            asking = true;
            getContext().pipeToSelf(mayForm ? askToForm() : lease.acquire(), Answered::new);
        }
        return this;
    }

    private Behavior<Command> onAnswered(Answered answer) {
        asking = false;
        if (answer.failure() != null) {
            getContext().getLog().debug("the lease could not be asked for", answer.failure());
        } else if (Boolean.TRUE.equals(answer.held())) {
            refusals = 0;
            if (isOutside()) {
                getContext().getLog().info("forming the fleet's cluster: no other node was found");
                cluster.manager().tell(Join.create(cluster.selfMember().address()));
            }
        } else if (isLeader() && ++refusals >= MOST_REFUSALS) {
            getContext()
                    .getLog()
                    .warn("another cluster of this fleet goes on; this node leaves its own to join that one");
            getContext().getSystem().terminate();
        }
        return this;
    }

    /** The leader of a cluster that still exists has taken the lease long before it is free for this. */
    private CompletionStage<Boolean> askToForm() {
        return CompletableFuture.supplyAsync(() -> forming.acquireUnheldFor(formAfter), blocking);
    }

    /** Akka says "removed" of itself before it has joined. */
    private boolean isOutside() {
        return cluster.selfMember().status() == MemberStatus.removed() && !cluster.isTerminated();
    }

    private boolean isLeader() {
        return cluster.selfMember().status() == MemberStatus.up()
                && cluster.selfMember().address().equals(cluster.state().getLeader());
    }
}
