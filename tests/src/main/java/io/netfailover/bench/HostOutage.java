package io.netfailover.bench;

import io.netfailover.lab.Daemon;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LabAddresses;
import io.netfailover.lab.LabException;
import io.netfailover.lab.PathSampler;
import io.netfailover.lab.Probe;
import io.netfailover.lab.Program;
import io.netfailover.lab.TapCable;
import io.netfailover.lab.Wait;
import io.netfailover.types.Path;
import io.netfailover.types.Steering;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Packets lost at 10,000 a second when the primary loses its carrier: a veth, of which the kernel tells at once, and a TAP that flapped just
 * before, of which it tells late; what needs the daemon for a switch is set to be {@link #QUICK}. And how long the reflex takes from a netlink
 * message to the map, of flaps that come as fast as {@code ip} can be started.
 */
final class HostOutage {
    private static final int PER_SECOND = 10_000;
    private static final int ROUNDS = 10;
    private static final int MOST_LOST_WITH_PROBE = 2;
    private static final int MOST_LOST_WITH_FLIPS = 20;

    private static final String REAL_TIME = "netfailover.steering.real-time-priority = 10\n";

    /** What is advised where the kernel cannot read the state of links, so that user space has to be quick. */
    private static final String QUICK = REAL_TIME + "netfailover.netlink.carrier-watch = 1ms\n";

    private static final int REFLEX_FLAPS = 3_000;
    private static final double REFLEX_MICROS = 200;

    /** Longer than an arm takes. */
    private static final Duration LONGEST = Duration.ofMinutes(3);

    /** Until the kernel tells of a TAP at the latest, and an answer that is late would have come. */
    private static final Duration AFTERMATH = Duration.ofMillis(1500);

    /** Within the second for which the kernel holds news of a link back after others. */
    private static final Duration JUST_BEFORE = Duration.ofMillis(300);

    private static final Duration FLAP = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private enum Primary {
        VETH("veth"),
        FLAPPED_TAP("TAP that flapped just before");

        final String words;

        Primary(String words) {
            this.words = words;
        }
    }

    private final Consumer<String> progress;

    HostOutage(Consumer<String> progress) {
        this.progress = progress;
    }

    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (Primary primary : Primary.values()) {
            for (Steering steering : List.of(Steering.BPF_PROBE, Steering.BPF_FLIP, Steering.MIRRED)) {
                String metric = PER_SECOND + "/s, " + primary.words + ", " + steering.word() + ", lost";
                figures.addAll(judged(steering, metric, lost(primary, steering, metric)));
            }
        }
        figures.addAll(reflex("", "an ordinary thread"));
        figures.addAll(reflex(REAL_TIME, "a real-time thread"));
        return figures;
    }

    private static List<Figure> judged(Steering steering, String metric, List<Double> lost) {
        String atMost = metric + " at most";
        List<Double> most = List.of(Collections.max(lost));
        Figure median = Figure.told(metric, "packets", lost);
        return switch (steering) {
            case BPF_PROBE ->
                List.of(
                        Figure.atMost(0, metric, "packets", lost),
                        Figure.atMost(MOST_LOST_WITH_PROBE, atMost, "packets", most));
            case BPF_FLIP -> List.of(median, Figure.atMost(MOST_LOST_WITH_FLIPS, atMost, "packets", most));
            default -> List.of(median, Figure.told(atMost, "packets", most));
        };
    }

    private List<Double> lost(Primary primary, Steering steering, String metric) {
        try (Lab lab = Lab.build()) {
            Consumer<Boolean> carrier =
                    primary == Primary.VETH ? lab::setPrimaryCarrier : TapCable.instead(lab)::setCarrier;
            begin(lab, steering, steering == Steering.BPF_PROBE ? "" : QUICK);
            Probe probe = lab.tie(Probe.start(lab.guest(), lab.peer(), LabAddresses.PEER, PER_SECOND, LONGEST));
            PathSampler sampler = lab.tie(PathSampler.start(lab.guest(), Lab.PRIMARY, Lab.STANDBY + "nsby"));
            List<Double> lost = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                await(sampler, Path.PRIMARY);
                Wait.pass(AFTERMATH);
                if (primary == Primary.FLAPPED_TAP) {
                    carrier.accept(false);
                    Wait.pass(FLAP);
                    carrier.accept(true);
                    Wait.pass(JUST_BEFORE);
                    await(sampler, Path.PRIMARY);
                }
                long cutNs = System.nanoTime();
                carrier.accept(false);
                Wait.pass(AFTERMATH);
                lost.add((double)
                        probe.report(cutNs, cutNs + AFTERMATH.toNanos()).lost());
                carrier.accept(true);
                progress.accept(metric + ": " + lost.get(round - 1) + " in round " + round + " of " + ROUNDS);
            }
            return lost;
        }
    }

    private static Daemon begin(Lab lab, Steering steering, String configuration) {
        configure(lab, configuration);
        Daemon daemon = new Daemon(lab, Program.netfailover());
        daemon.start();
        daemon.run("master", "create", Lab.STANDBY, "--standby", Lab.STANDBY, "--steering", steering.word())
                .orFail();
        lab.guest()
                .ip("address", "add", LabAddresses.GUEST + "/" + LabAddresses.PREFIX, "dev", Lab.STANDBY)
                .orFail();
        lab.guest().ip("link", "set", Lab.STANDBY, "up").orFail();
        if (!Wait.until(() -> daemon.master(Lab.STANDBY).path("path").asText().equals("primary"), PATIENCE)) {
            throw new LabException("the primary is not taken: " + daemon.master(Lab.STANDBY));
        }
        return daemon;
    }

    private static void configure(Lab lab, String configuration) {
        try {
            Files.writeString(lab.home().resolve("netfailover.conf"), configuration);
        } catch (IOException e) {
            throw new LabException("cannot configure the daemon: " + e.getMessage(), e);
        }
    }

    private static void await(PathSampler sampler, Path path) {
        if (!Wait.until(() -> sampler.path() == path, PATIENCE)) {
            throw new LabException("the path is " + sampler.path() + ", not " + path);
        }
    }

    /** By the daemon's own clock, from the first reflex of a cold JVM on. */
    private List<Figure> reflex(String configuration, String thread) {
        try (Lab lab = Lab.build()) {
            Daemon daemon = begin(lab, Steering.BPF_FLIP, configuration);
            for (int flap = 0; flap < REFLEX_FLAPS; flap++) {
                lab.setPrimaryCarrier(false);
                lab.setPrimaryCarrier(true);
            }
            var steering = daemon.status().path("steering");
            progress.accept(thread + ": " + steering);
            return List.of(
                    Figure.atMost(
                            REFLEX_MICROS,
                            "netlink message to map, " + thread + ", 99th percentile of "
                                    + steering.path("reflexes").asLong(),
                            "us",
                            List.of(steering.path("p99ReflexMicros").asDouble())),
                    Figure.told(
                            "netlink message to map, " + thread + ", longest",
                            "us",
                            List.of(steering.path("maxReflexMicros").asDouble())));
        }
    }
}
