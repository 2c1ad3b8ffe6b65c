package io.netfailover.bench;

import io.netfailover.lab.LabException;
import io.netfailover.lab.LabNamespace;
import io.netfailover.lab.Wait;
import io.netfailover.netlink.CarrierListener;
import io.netfailover.netlink.CarrierWatch;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.NetworkNamespace;
import io.netfailover.os.Tap;
import io.netfailover.types.IfIndex;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;

/**
 * Two TAPs whose carrier comes and goes at the same moments: one is watched by us, of the other {@code ip monitor} hears. It takes two,
 * since our watching would make the kernel send the events that it holds back.
 */
final class CarrierRace {
    private static final int WARM_UP_FLAPS = 50;
    private static final int FLAPS = 500;
    private static final Duration PERIOD = Duration.ofMillis(20);
    private static final double WORST_MILLISECONDS = 10;

    /** As many links as a host with VFs has; most of them are quiet. */
    private static final int WATCHED = 16;

    private static final double WATCH_COST = 0.01;
    private static final String OURS = "tap0";
    private static final String THEIRS = "tap1";

    private final LabNamespace namespace;
    private final Consumer<String> progress;
    private final ConcurrentSkipListSet<Long> seenByUs = new ConcurrentSkipListSet<>();
    private final ConcurrentSkipListSet<Long> seenByIp = new ConcurrentSkipListSet<>();

    CarrierRace(LabNamespace namespace, Consumer<String> progress) {
        this.namespace = namespace;
        this.progress = progress;
    }

    List<Figure> run() {
        // TAPs, sockets and the watch belong to the namespace of the thread that makes them.
        return NetworkNamespace.named(namespace.name()).call(this::race);
    }

    private List<Figure> race() {
        List<Tap> taps = new ArrayList<>();
        try (RouteSocket route = RouteSocket.open()) {
            for (int i = 0; i < WATCHED; i++) {
                taps.add(Tap.open("tap" + i));
                route.setUp(index(route, "tap" + i), true);
            }
            IfIndex ours = index(route, OURS);
            try (CarrierWatch watch = new CarrierWatch(listener(ours))) {
                for (int i = 0; i < WATCHED; i++) {
                    if (!THEIRS.equals("tap" + i)) {
                        watch.watch(index(route, "tap" + i));
                    }
                }
                watch.start();
                return flap(watch, taps.get(0), taps.get(1));
            }
        } finally {
            taps.forEach(Tap::close);
        }
    }

    private List<Figure> flap(CarrierWatch watch, Tap ours, Tap theirs) {
        Process monitor = monitor();
        try {
            List<Long> losses = new ArrayList<>();
            Duration busyBefore = Duration.ZERO;
            long startNs = 0;
            for (int flap = 0; flap < WARM_UP_FLAPS + FLAPS; flap++) {
                if (flap == WARM_UP_FLAPS) {
                    busyBefore = watch.busy();
                    startNs = System.nanoTime();
                }
                long lossNs = System.nanoTime();
                ours.setCarrier(false);
                theirs.setCarrier(false);
                if (flap >= WARM_UP_FLAPS) {
                    losses.add(lossNs);
                }
                Wait.pass(PERIOD.dividedBy(2));
                ours.setCarrier(true);
                theirs.setCarrier(true);
                Wait.pass(PERIOD.dividedBy(2));
            }
            double cost = (double) watch.busy().minus(busyBefore).toNanos() / (System.nanoTime() - startNs);
            ours.setCarrier(false);
            theirs.setCarrier(false);
            Wait.until(() -> seenByIp.ceiling(losses.get(losses.size() - 1)) != null, Duration.ofSeconds(3));
            progress.accept(
                    FLAPS + " losses: " + seenByUs.size() + " told by us, " + seenByIp.size() + " by ip monitor");
            return figures(losses, cost);
        } finally {
            monitor.destroyForcibly();
        }
    }

    private List<Figure> figures(List<Long> losses, double cost) {
        List<Double> ours = delays(losses, seenByUs);
        List<Double> theirs = delays(losses, seenByIp);
        return List.of(
                Figure.told("carrier loss of a flapping TAP seen by us, median", "ms", ours),
                Figure.atMost(
                        WORST_MILLISECONDS,
                        "carrier loss seen by us, 99th percentile",
                        "ms",
                        List.of(percentile(ours))),
                Figure.told("carrier loss seen by ip monitor, median", "ms", theirs),
                Figure.told("carrier loss seen by ip monitor, 99th percentile", "ms", List.of(percentile(theirs))),
                Figure.atMost(WATCH_COST, "of a core for watching " + (WATCHED - 1) + " links", "", List.of(cost)));
    }

    /** From each loss to the next time that it was told; one that came too late for its own flap counts until then. */
    private static List<Double> delays(List<Long> losses, ConcurrentSkipListSet<Long> seen) {
        return losses.stream()
                .map(loss -> {
                    Long told = seen.ceiling(loss);
                    return told == null ? Double.POSITIVE_INFINITY : (told - loss) / 1e6;
                })
                .toList();
    }

    private static double percentile(List<Double> delays) {
        List<Double> sorted = new ArrayList<>(delays);
        Collections.sort(sorted);
        return sorted.get((int) Math.ceil(0.99 * sorted.size()) - 1);
    }

    private CarrierListener listener(IfIndex ours) {
        return new CarrierListener() {
            @Override
            public void carrierChanged(IfIndex link, boolean carrier) {
                if (link.equals(ours) && !carrier) {
                    seenByUs.add(System.nanoTime());
                }
            }

            @Override
            public void linkGone(IfIndex link) {
                // when all is over
            }
        };
    }

    /** {@code ip monitor link}, read on a thread of its own. */
    private Process monitor() {
        try {
            Process process = new ProcessBuilder("ip", "-n", namespace.name(), "-o", "monitor", "link")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Thread thread = new Thread(() -> read(process.inputReader(StandardCharsets.UTF_8)), "ip-monitor");
            thread.setDaemon(true);
            thread.start();
            return process;
        } catch (IOException e) {
            throw new LabException("cannot start ip monitor: " + e.getMessage(), e);
        }
    }

    private void read(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(THEIRS + ":") && line.contains("NO-CARRIER")) {
                    seenByIp.add(System.nanoTime());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IfIndex index(RouteSocket route, String name) {
        return route.link(name).map(Link::ifIndex).orElseThrow(() -> new LabException("there is no " + name));
    }
}
