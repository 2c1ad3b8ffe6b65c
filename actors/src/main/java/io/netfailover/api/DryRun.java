package io.netfailover.api;

import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.NodeMessage.Probe;
import io.netfailover.journal.NodeMessage.Probed;
import io.netfailover.journal.StepOutcome;
import io.netfailover.migration.Strategies;
import io.netfailover.types.HostName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks the hosts, step by step, what a migration would find now; each step is asked with what the ones before have found out. Nothing is
 * changed.
 */
final class DryRun {
    private final MigrationOrder order;
    private final Migrations migrations;
    private final List<Step> steps = new ArrayList<>();
    private final Set<HostName> silent = new HashSet<>();

    /** @param possible whether each step could be done now */
    record Document(MigrationOrder order, boolean possible, List<Step> steps) {}

    /**
     * @param outcome null when nobody was asked
     * @param commands what a person would type on {@code host}
     */
    record Step(
            MigrationStep step,
            HostName host,
            @Nullable StepOutcome outcome,
            String words,
            String advice,
            List<String> commands) {}

    private DryRun(MigrationOrder order, Migrations migrations) {
        this.order = order;
        this.migrations = migrations;
    }

    static DryRun of(MigrationOrder order, Migrations migrations) {
        return new DryRun(order, migrations);
    }

    CompletionStage<Document> walk() {
        CompletionStage<MigrationPlan> plan = CompletableFuture.completedStage(MigrationPlan.of(order));
        for (MigrationStep step : Strategies.orderOf(order)) {
            plan = plan.thenCompose(sofar -> look(step, sofar));
        }
        return plan.thenApply(end -> new Document(
                order, steps.stream().allMatch(step -> step.outcome() == StepOutcome.DONE), List.copyOf(steps)));
    }

    private CompletionStage<MigrationPlan> look(MigrationStep step, MigrationPlan plan) {
        HostName host = MigrationDocument.host(order, step);
        String objection = silent.contains(host)
                ? host + " does not answer"
                : step != MigrationStep.CHECK_SOURCE && plan.pairs().isEmpty()
                        ? "the source's check must hold first: it finds the VM's NICs"
                        : "";
        if (!objection.isEmpty()) {
            steps.add(new Step(step, host, null, "not looked at: " + objection, "", List.of()));
            return CompletableFuture.completedStage(plan);
        }
        return probe(step, host, plan).handle((probed, failure) -> {
            if (failure != null) {
                silent.add(host);
                steps.add(new Step(
                        step,
                        host,
                        StepOutcome.TIMED_OUT,
                        host + " does not answer",
                        "see whether its daemon runs and can be reached",
                        List.of()));
                return plan;
            }
            steps.add(new Step(step, host, probed.outcome(), probed.words(), probed.advice(), probed.commands()));
            return probed.plan();
        });
    }

    private CompletionStage<Probed> probe(MigrationStep step, HostName host, MigrationPlan plan) {
        String request = migrations.board().newRequest();
        Probe probe = new Probe(request, migrations.self(), step, plan);
        return Asking.until(
                migrations.board().expectProbed(request),
                () -> migrations.fleet().toHost(host, probe),
                () -> migrations.board().forget(request),
                migrations.patience());
    }
}
