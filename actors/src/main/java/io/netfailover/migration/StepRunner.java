package io.netfailover.migration;

import io.netfailover.hypervisor.Hypervisor;
import io.netfailover.journal.MigrationPair;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.MigrationView.MoveProgress;
import io.netfailover.journal.StepOutcome;
import io.netfailover.journal.VfHolding;
import io.netfailover.journal.Whereabouts;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.VfRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Does the steps of migrations on one host, one at a time for each domain; its calls block until a step's end or its deadline. */
public final class StepRunner {
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final HostName host;
    private final Hypervisor hypervisor;
    private final HostNetwork network;
    private final Map<String, VfIndices> pools;
    private final Checkpoints checkpoints;

    /** Told where an attempt is; a proof may end the daemon there. */
    public interface Checkpoints {
        Checkpoints NONE = (step, undo, point) -> {};

        void reached(MigrationStep step, boolean undo, Point point);

        /** Between what an attempt does. */
        enum Point {
            BEFORE_EFFECT,
            AFTER_EFFECT,
            AFTER_VERIFICATION
        }
    }

    /**
     * @param words what was found, or why it failed
     * @param held VFs to be journalled as held, together with the end of the step
     * @param released VFs to be journalled as free
     */
    public record Result(
            StepOutcome outcome,
            String words,
            String advice,
            MigrationPlan plan,
            List<VfHolding> held,
            List<VfRef> released) {}

    /** @param pools which VFs of which PFs VMs may have */
    public StepRunner(
            HostName host,
            Hypervisor hypervisor,
            HostNetwork network,
            Map<String, VfIndices> pools,
            Checkpoints checkpoints) {
        this.host = host;
        this.hypervisor = hypervisor;
        this.network = network;
        this.pools = Map.copyOf(pools);
        this.checkpoints = checkpoints;
    }

    /** How long an attempt may take. */
    public static Duration deadline(MigrationStep step, MigrationPlan plan) {
        return StepTable.row(step).deadline().apply(plan);
    }

    /** Does a step, or undoes it. Never throws: what went wrong is in the result. */
    public Result run(
            MigrationStep step,
            boolean undo,
            MigrationPlan plan,
            List<VfHolding> holdings,
            Consumer<MoveProgress> progress) {
        StepRow row = StepTable.row(step);
        VfClaims claims = new VfClaims(pools, holdings);
        List<String> notes = new ArrayList<>();
        StepGround ground =
                new StepGround(host, hypervisor, network, claims, row.deadline().apply(plan), progress, notes::add);
        try {
            checkpoints.reached(step, undo, Checkpoints.Point.BEFORE_EFFECT);
            MigrationPlan after = (undo ? row.undo() : row.action()).run(ground, plan);
            checkpoints.reached(step, undo, Checkpoints.Point.AFTER_EFFECT);
            Optional<String> objection = (undo ? row.undone() : row.verification()).objection(ground, after);
            checkpoints.reached(step, undo, Checkpoints.Point.AFTER_VERIFICATION);
            if (objection.isPresent()) {
                return failed(StepException.failed("done, but " + objection.get(), ""), plan);
            }
            return new Result(StepOutcome.DONE, String.join("; ", notes), "", after, claims.held(), claims.released());
        } catch (RuntimeException e) {
            return failed(StepException.of(e), plan);
        }
    }

    private static Result failed(StepException failure, MigrationPlan plan) {
        return new Result(
                failure.outcome(), String.valueOf(failure.getMessage()), failure.advice(), plan, List.of(), List.of());
    }

    /**
     * What the step finds now, without changing anything: the checks find out what they would find, of the others it is told whether they
     * hold already.
     */
    public Result probe(MigrationStep step, MigrationPlan plan, List<VfHolding> holdings) {
        StepRow row = StepTable.row(step);
        StepGround ground = new StepGround(
                host, hypervisor, network, new VfClaims(pools, holdings), LOOK, progress -> {}, note -> {});
        try {
            return switch (step) {
                // these only look, and what they find is what the later steps are shown with
                case CHECK_SOURCE, CHECK_DESTINATION, RESERVE_VF, SNAPSHOT_VF -> found(row, ground, plan);
                default -> {
                    // a hypervisor that makes the incoming process itself only tells by which way it is reached
                    if (step == MigrationStep.EXPECT && hypervisor.ownsDomains()) {
                        yield found(row, ground, plan);
                    }
                    Optional<String> objection = row.verification().objection(ground, plan);
                    yield new Result(
                            StepOutcome.DONE,
                            objection.map(words -> "to do: " + words).orElse("to do"),
                            "",
                            plan,
                            List.of(),
                            List.of());
                }
            };
        } catch (RuntimeException e) {
            return failed(StepException.of(e), plan);
        }
    }

    private static Result found(StepRow row, StepGround ground, MigrationPlan plan) {
        return new Result(StepOutcome.DONE, "holds", "", row.action().run(ground, plan), List.of(), List.of());
    }

    /** What a person would type for a step. */
    public List<String> commands(MigrationStep step, MigrationPlan plan) {
        List<String> commands = new ArrayList<>();
        for (String command : StepTable.row(step).commands().apply(plan)) {
            String words = command;
            for (MigrationPair pair : plan.pairs()) {
                words = words.replace(StepTable.uplinkOf(pair), uplink(pair));
            }
            commands.add(words);
        }
        if (step == MigrationStep.ATTACH_VF) {
            commands.addAll(VfSteps.attachCommands(hypervisor, plan));
        }
        return commands;
    }

    private String uplink(MigrationPair pair) {
        try {
            return network.uplinkOf(pair.bridge());
        } catch (HostNetworkException e) {
            return "UPLINK";
        }
    }

    /** @throws StepException when the hypervisor does not say */
    public Whereabouts whereabouts(DomainName name) {
        StepGround ground = new StepGround(
                host, hypervisor, network, new VfClaims(pools, List.of()), LOOK, progress -> {}, note -> {});
        return MoveSteps.whereabouts(ground, name);
    }

    /** Ends the move that is under way, if one is; the step itself then ends. */
    public void cancelMove(DomainName name) {
        StepGround ground = new StepGround(
                host, hypervisor, network, new VfClaims(pools, List.of()), LOOK, progress -> {}, note -> {});
        ground.await(limit -> hypervisor.cancelMigration(name, limit));
    }

    /** PFs of the pool that have lost their link, or are gone. */
    public Set<String> pfsWithoutCarrier() {
        return pools.keySet().stream()
                .filter(pf -> network.link(pf).filter(HostLink::carrier).isEmpty())
                .collect(Collectors.toSet());
    }

    /** All VFs of the pool's PFs, in order. */
    public List<VfRef> functions() {
        VfClaims pool = new VfClaims(pools, List.of());
        return pool.pfs().stream()
                .flatMap(pf -> pool.functionsOf(pf, network).stream())
                .toList();
    }
}
