package io.netfailover.demo;

import java.util.List;

/** Draws the migrations of {@code ./demo --vm}, each on its own scale: what each host did, where the VM was, the daemons, the losses. */
final class VmTimelineSvg {
    private static final int PANEL_TOP = 84;
    private static final int PANEL = 250;
    private static final int TITLE = 14;
    private static final int FIRST_LANE = 24;
    private static final int LANE_STEP = 34;
    private static final String STEP = "#2f7ebc";
    private static final String MOVE = "#e8a33d";
    private static final String ALIVE = "#5aa469";

    private final StringBuilder svg = new StringBuilder();

    private VmTimelineSvg() {}

    /** @param runs at least one, in order */
    static String draw(String title, String subtitle, List<VmRun> runs) {
        return new VmTimelineSvg().picture(title, subtitle, runs);
    }

    private String picture(String title, String subtitle, List<VmRun> runs) {
        new TimelinePlot(svg, 0, 1).head(PANEL_TOP + PANEL * runs.size(), title, subtitle);
        for (int i = 0; i < runs.size(); i++) {
            panel(runs.get(i), PANEL_TOP + PANEL * i);
        }
        return svg.append("</svg>\n").toString();
    }

    private void panel(VmRun run, int top) {
        TimelinePlot plot = new TimelinePlot(svg, run.fromNs(), run.toNs());
        plot.add(
                "<text x='24' y='%d' font-weight='bold' fill='%s'>%s</text>",
                top + TITLE,
                run.kept() ? "#333" : TimelinePlot.LOST,
                TimelinePlot.escape(run.title() + ": " + run.probe().lost() + " of "
                        + run.probe().sent() + " probes lost, longest gap "
                        + Words.millis(run.probe().longestGapMillis()) + " ms"));
        int lane = top + FIRST_LANE;
        for (String host : List.of("hv1", "hv2")) {
            plot.lane("steps on " + host, lane);
            for (StepCost cost : run.costs()) {
                StepTime step = cost.step();
                if (step.host().equals(host)) {
                    String colour = MovePhase.of(step.step()) == MovePhase.MOVE ? MOVE : STEP;
                    plot.bar(step.begunNs(), step.endedNs().orElse(cost.toNs()), lane, colour, step.title());
                }
            }
            lane += LANE_STEP;
        }
        plot.lane(run.from() + "'s daemon", lane);
        long gapFromNs = run.absence().map(VmRun.Absence::killedNs).orElse(run.toNs());
        plot.bar(run.fromNs(), gapFromNs, lane, ALIVE, "running");
        int daemonLane = lane;
        run.absence().ifPresent(absence -> {
            plot.bar(absence.killedNs(), absence.readyNs(), daemonLane, TimelinePlot.NONE, "killed");
            plot.bar(absence.readyNs(), run.toNs(), daemonLane, ALIVE, "running");
        });
        lane += LANE_STEP;
        plot.lane("probes lost", lane);
        plot.lost(run.probe().lostAtNs(), lane);
        lane += LANE_STEP;
        plot.axis(lane);
    }
}
