package io.netfailover.actors;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.NodeMessage.MigrateRequest;
import io.netfailover.journal.VfHolding;
import io.netfailover.migration.StepRunner;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Watches the carrier of the pool's PFs: a loss is an alarm, and where that is configured the VMs whose VFs are cut off are moved away. How,
 * is left to their migrations.
 */
public final class PfWatch extends AbstractBehavior<PfWatch.Command> {
    public sealed interface Command {}

    private enum Prompt implements Command {
        LOOK
    }

    private record Found(Set<String> down) implements Command {}

    /**
     * @param refuge what to order for a VM that is cut off; empty when nothing is to be moved
     */
    public record Tools(
            HostName self,
            StepRunner runner,
            Executor executor,
            FleetPort fleet,
            MigrationBoard board,
            Function<DomainName, Optional<MigrationOrder>> refuge) {}

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final HostServices host;
    private final Tools tools;
    private Set<String> down = Set.of();

    public static Behavior<Command> create(HostServices host, Tools tools) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new PfWatch(context, timers, host, tools)));
    }

    private PfWatch(ActorContext<Command> context, TimerScheduler<Command> timers, HostServices host, Tools tools) {
        super(context);
        this.host = host;
        this.tools = tools;
        timers.startTimerWithFixedDelay(Prompt.LOOK, Duration.ZERO, EVERY);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Prompt.class, prompt -> look())
                .onMessage(Found.class, this::onFound)
                .build();
    }

    private Behavior<Command> look() {
        getContext()
                .pipeToSelf(
                        CompletableFuture.supplyAsync(tools.runner()::pfsWithoutCarrier, tools.executor()),
                        (found, failure) -> new Found(failure == null ? found : down));
        return this;
    }

    private Behavior<Command> onFound(Found found) {
        Set<String> lost = new HashSet<>(found.down());
        lost.removeAll(down);
        Set<String> back = new HashSet<>(down);
        back.removeAll(found.down());
        down = Set.copyOf(found.down());
        tools.board().publishPfsDown(down);
        lost.forEach(pf -> {
            getContext().getLog().warn("PF {} has lost its link", pf);
            host.announce("pf-link-lost", pf, "PF " + pf + " has lost its link: VMs with its VFs are cut off");
            moveAway(pf);
        });
        back.forEach(pf -> {
            getContext().getLog().info("PF {} has its link again", pf);
            host.announce("pf-link-back", pf, "PF " + pf + " has its link again");
        });
        return this;
    }

    private void moveAway(String pf) {
        for (MigrationBoard.VfStatus vf : tools.board().vfs()) {
            Optional<VfHolding> holding = vf.holding().filter(VfHolding::inUse);
            if (vf.vf().pf().equals(pf) && holding.isPresent()) {
                tools.refuge()
                        .apply(new DomainName(holding.get().by()))
                        .ifPresent(order -> tools.fleet()
                                .toMigration(new MigrateRequest(
                                        tools.board().newRequest(),
                                        tools.self(),
                                        order,
                                        "host:" + tools.self() + " PF " + pf + " lost its link")));
            }
        }
    }
}
