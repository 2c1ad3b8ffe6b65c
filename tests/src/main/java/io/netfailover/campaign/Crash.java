package io.netfailover.campaign;

import io.netfailover.campaign.crash.CrashHouse;
import io.netfailover.campaign.crash.CrashJudge;
import io.netfailover.campaign.crash.ScriptedNetwork;
import io.netfailover.journal.MigrationStrategy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Every step of a migration, and somebody killed or stopped in the middle of it. */
final class Crash implements Campaign {
    private static final int POINTS_IN_A_ROUND = 100;
    private static final int ROUNDS = 18;

    private final int points;

    Crash() {
        this(POINTS_IN_A_ROUND);
    }

    /** @param points of a round */
    Crash(int points) {
        this.points = points;
    }

    @Override
    public String name() {
        return "crash";
    }

    @Override
    public String description() {
        return "every step of a migration x who is killed or stopped there: one VM, its network, and no trace of the rest";
    }

    @Override
    public List<Fault> faults() {
        return List.of(
                new Fault(CrashHouse.NO_FENCING, "hosts obey whoever asks, however old its number"),
                new Fault(ScriptedNetwork.LOST_FDB_REMOVAL, "an FDB entry is said to be removed and is not"),
                new Fault(ScriptedNetwork.LOST_UNDO, "a VF's admin state is said to be restored and is not"));
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Slice begin(Setting setting) {
        Map<MigrationStrategy, CrashJudge> judges = new EnumMap<>(MigrationStrategy.class);
        for (MigrationStrategy strategy : MigrationStrategy.values()) {
            judges.put(strategy, new CrashJudge(CrashHouse.order(strategy), setting.plant()));
        }
        return new Slice() {
            @Override
            public Round round(long seed) {
                Map<String, Long> counts = new TreeMap<>();
                List<String> objections = new ArrayList<>();
                List<CrashJudge> all = List.copyOf(judges.values());
                int total = all.stream().mapToInt(CrashJudge::points).sum();
                for (int i = 0; i < points && objections.size() < 5; i++) {
                    // a stride that has no factor with most totals: the rounds together visit every point
                    int point = Math.floorMod((seed - 1) * points + i, total);
                    for (CrashJudge judge : all) {
                        if (point < judge.points()) {
                            CrashJudge.Verdict verdict = judge.judge(point);
                            counts.merge("points", 1L, Long::sum);
                            counts.merge(
                                    verdict.result()
                                            .map(Enum::name)
                                            .orElse("NOT ENDED")
                                            .toLowerCase(Locale.ROOT),
                                    1L,
                                    Long::sum);
                            verdict.objections().forEach(words -> objections.add(verdict.what() + ": " + words));
                            break;
                        }
                        point -= judge.points();
                    }
                }
                return new Round(counts, Map.of(), objections);
            }

            @Override
            public void close() {
                judges.values().forEach(CrashJudge::close);
            }
        };
    }
}
