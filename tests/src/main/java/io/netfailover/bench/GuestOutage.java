package io.netfailover.bench;

import io.netfailover.lab.GuestMaster;
import io.netfailover.lab.OutageGuest;
import io.netfailover.lab.PulseReport;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Frames lost at 1,000 a second in a guest when the primary goes, through our master and those of the kernel; they take turns. */
final class GuestOutage {
    static final int ROUNDS = 30;
    private static final String FRAMES = "frames";

    private final int rounds;
    private final Consumer<String> progress;
    private final Map<OutageGuest.Event, Map<GuestMaster, List<PulseReport>>> reports =
            new EnumMap<>(OutageGuest.Event.class);

    GuestOutage(int rounds, Consumer<String> progress) {
        this.rounds = rounds;
        this.progress = progress;
    }

    List<Figure> figures() {
        progress.accept("booting a guest with four masters; a JVM in it takes minutes");
        try (OutageGuest guest = OutageGuest.boot()) {
            for (int round = 1; round <= rounds; round++) {
                for (OutageGuest.Event event : OutageGuest.Event.values()) {
                    race(guest, round, event);
                }
            }
        }
        List<Figure> figures = new ArrayList<>();
        reports.forEach((event, byMaster) -> figures.addAll(new GuestOutageFigures(event, byMaster).all()));
        List<PulseReport> all = reports.values().stream()
                .flatMap(byMaster -> byMaster.values().stream())
                .flatMap(List::stream)
                .toList();
        figures.add(Figure.told("guest, lost before anything happened, of all streams", FRAMES, List.of((double)
                all.stream().mapToLong(PulseReport::lostBefore).sum())));
        figures.add(Figure.told(
                "guest, latest frame of a stream",
                "ms late",
                all.stream().map(PulseReport::lateMillis).toList()));
        return figures;
    }

    /** The order rotates, so that no master always follows the same one. */
    private void race(OutageGuest guest, int round, OutageGuest.Event event) {
        GuestMaster[] masters = GuestMaster.values();
        StringBuilder line = new StringBuilder("guest, " + event.words() + ", round " + round + " of " + rounds + ":");
        for (int turn = 0; turn < masters.length; turn++) {
            GuestMaster master = masters[(round + turn) % masters.length];
            PulseReport report = guest.suffer(master, event);
            reports.computeIfAbsent(event, key -> new EnumMap<>(GuestMaster.class))
                    .computeIfAbsent(master, key -> new ArrayList<>())
                    .add(report);
            line.append(String.format(
                    Locale.ROOT,
                    " %s %d (%d outward, %.0f ms late)%s",
                    master.words(),
                    report.lost(),
                    report.lostOutward(),
                    report.lateMillis(),
                    turn < masters.length - 1 ? ";" : ""));
        }
        progress.accept(line.toString());
    }
}
