package io.netfailover.campaign.crash;

import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationResult;
import io.netfailover.journal.MigrationStep;
import io.netfailover.migration.Strategies;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Runs migrations with a blow in the middle and compares what is left with runs in which nothing was broken. */
public final class CrashJudge implements AutoCloseable {
    private final CrashHouse house = new CrashHouse();
    private final String plant;
    private final MigrationOrder order;
    private final CrashHouse.Outcome clean;
    private final String untouched = new World().picture();

    /**
     * What a run showed.
     *
     * @param result how the migration ended
     * @param objections empty is what one wants
     */
    public record Verdict(String what, Optional<MigrationResult> result, List<String> objections) {}

    /** @param plant a fault, empty for none; the clean run is without it */
    public CrashJudge(MigrationOrder order, String plant) {
        this.order = order;
        this.plant = plant;
        this.clean = house.run(order, Optional.empty(), Optional.empty(), "");
        if (!clean.result().equals(Optional.of(MigrationResult.COMPLETED))
                || !clean.objections().isEmpty()) {
            throw new IllegalStateException("not even a clean run ends well: " + clean);
        }
    }

    /** One blow and, for each step that can be undone, one cancellation. */
    public int points() {
        return blows().size() + steps().size();
    }

    private List<CrashPoint> blows() {
        return CrashPoint.all(order);
    }

    private List<MigrationStep> steps() {
        List<MigrationStep> steps = new ArrayList<>(Strategies.orderOf(order));
        return steps.subList(0, steps.indexOf(MigrationStep.MIGRATE));
    }

    /** @param point 0 to {@link #points} - 1 */
    public Verdict judge(int point) {
        List<CrashPoint> blows = blows();
        if (point < blows.size()) {
            CrashPoint blow = blows.get(point);
            return verdict(
                    blow.toString(),
                    house.run(order, Optional.of(blow), Optional.empty(), plant),
                    blow.victim() == CrashPoint.Victim.DESTINATION_QEMU
                            ? Optional.of(MigrationResult.ROLLED_BACK)
                            : Optional.empty());
        }
        MigrationStep step = steps().get(point - blows.size());
        return verdict(
                "cancelled at " + step,
                house.run(order, Optional.empty(), Optional.of(step), plant),
                Optional.of(MigrationResult.ROLLED_BACK));
    }

    private Verdict verdict(String what, CrashHouse.Outcome outcome, Optional<MigrationResult> expected) {
        List<String> objections = new ArrayList<>(outcome.objections());
        if (expected.isPresent() && !outcome.result().equals(expected)) {
            objections.add("ended as " + outcome.result() + ", not as " + expected.get());
        }
        if (outcome.result().equals(Optional.of(MigrationResult.COMPLETED))) {
            if (!outcome.picture().equals(clean.picture())) {
                objections.add("after completion the hosts differ from a clean run: " + outcome.picture());
            }
            if (!bySide(outcome.changes()).equals(bySide(clean.changes()))) {
                objections.add("other changes than in a clean run: " + outcome.changes());
            }
        } else if (!outcome.picture().startsWith(untouched) || outcome.picture().contains("DESTINATION: VFs held [V")) {
            objections.add("after going back the hosts differ from before: " + outcome.picture());
        }
        if (!objections.isEmpty()) {
            objections.add("its story:\n" + outcome.story());
        }
        return new Verdict(what, outcome.result(), objections);
    }

    /** Each host's changes in their order; while one is silent the other goes ahead. */
    private static List<String> bySide(List<String> changes) {
        return changes.stream()
                .sorted(Comparator.comparing((String change) -> change.substring(0, change.indexOf(' '))))
                .toList();
    }

    @Override
    public void close() {
        house.close();
    }
}
