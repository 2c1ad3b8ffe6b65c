package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.os.Tap;
import io.netfailover.os.ThreadPriority;
import io.netfailover.types.IfIndex;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carrier of TAPs, whose events the kernel holds back when they flap. */
final class CarrierWatchTest {
    private static final Logger LOG = LoggerFactory.getLogger(CarrierWatchTest.class);
    private static final long PATIENCE_S = 10;

    private final Namespace namespace = new Namespace();
    private final RouteSocket route = namespace.openRouteSocket();
    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final CarrierWatch watch = namespace.call(() -> new CarrierWatch(new Recorder()));

    private record Seen(IfIndex link, String what, long nanos) {}

    private final class Recorder implements CarrierListener {
        @Override
        public void carrierChanged(IfIndex link, boolean carrier) {
            seen.add(new Seen(link, carrier ? "carrier" : "no carrier", System.nanoTime()));
        }

        @Override
        public void linkGone(IfIndex link) {
            seen.add(new Seen(link, "gone", System.nanoTime()));
        }
    }

    @AfterEach
    void remove() {
        watch.close();
        route.close();
        namespace.close();
    }

    /** Of losses every 20 ms the kernel tells one a second; how soon the watch sees them is for {@code ./bench netlink} to measure. */
    @Test
    void lossesOnAFlappingTapAreSeenLongBeforeTheKernelTells() throws InterruptedException {
        try (Tap tap = tap("tap0")) {
            watch.watch(index("tap0"));
            watch.start();
            assertThat(next().what()).isEqualTo("carrier");

            long[] delays = namespace.call(() -> flap(tap, 100));

            Arrays.sort(delays);
            assertThat(Duration.ofNanos(delays[delays.length / 2])).isLessThan(Duration.ofMillis(200));
        }
    }

    /** Every 20 ms, on a thread that is not late itself: how long each loss took to be seen. */
    private long[] flap(Tap tap, int times) throws InterruptedException {
        ThreadPriority.raise();
        long[] delays = new long[times];
        for (int i = 0; i < times; i++) {
            long lost = System.nanoTime();
            tap.setCarrier(false);
            Seen loss = next();
            assertThat(loss.what()).isEqualTo("no carrier");
            delays[i] = loss.nanos() - lost;
            rest(lost, 10);
            tap.setCarrier(true);
            assertThat(next().what()).isEqualTo("carrier");
            rest(lost, 20);
        }
        return delays;
    }

    @Test
    void lookingFlushesTheEventThatTheKernelHoldsBack() throws Exception {
        RecordingListener events = new RecordingListener();
        try (Tap tap = tap("tap0");
                NetlinkReceiver receiver = namespace.call(() -> new NetlinkReceiver(events))) {
            receiver.start();
            watch.watch(index("tap0"));
            watch.start();
            assertThat(next().what()).isEqualTo("carrier");
            for (int i = 0; i < 5; i++) {
                tap.setCarrier(false);
                assertThat(next().what()).isEqualTo("no carrier");
                tap.setCarrier(true);
                assertThat(next().what()).isEqualTo("carrier");
            }
            tap.setCarrier(false);
            // without the watch it would come when the kernel's limiter allows: 0.4 to 1 s after the one before
            List<RecordingListener.Told> told = events.during(200);
            Link last =
                    java.util.Objects.requireNonNull(told.get(told.size() - 1).link());
            assertThat(last.carrier()).isFalse();
        }
    }

    @Test
    void renamedLinkIsStillTheSameAndItsNamesakeIsNot() throws InterruptedException {
        try (Tap standby = tap("ens10")) {
            IfIndex link = index("ens10");
            watch.watch(link);
            watch.start();
            assertThat(next().what()).isEqualTo("carrier");
            route.setUp(link, false);
            assertThat(next().what()).isEqualTo("no carrier");
            route.rename(link, "ens10nsby");
            route.setUp(link, true);
            assertThat(next()).extracting(Seen::link, Seen::what).containsExactly(link, "carrier");
            try (Tap master = tap("ens10")) {
                master.setCarrier(false);
                standby.setCarrier(false);
                assertThat(next()).extracting(Seen::link, Seen::what).containsExactly(link, "no carrier");
                standby.setCarrier(true);
                assertThat(next()).extracting(Seen::link, Seen::what).containsExactly(link, "carrier");
            }
        }
    }

    @Test
    void linkThatIsGoneIsToldOnceAndForgotten() throws InterruptedException {
        IfIndex link;
        try (Tap tap = tap("tap0")) {
            tap.setCarrier(true);
            link = index("tap0");
            watch.watch(link);
            watch.start();
            assertThat(next().what()).isEqualTo("carrier");
        }
        assertThat(next().what()).isIn("no carrier", "gone");
        while (!watch.watched().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(seen).allMatch(last -> last.what().equals("gone"));
    }

    @Test
    void forgottenLinkIsNotLookedAt() throws InterruptedException {
        try (Tap tap = tap("tap0")) {
            IfIndex link = index("tap0");
            watch.start();
            watch.watch(link);
            assertThat(next().what()).isEqualTo("carrier");
            watch.forget(link);
            long rounds = watch.rounds();
            tap.setCarrier(false);
            assertThat(seen.poll(50, TimeUnit.MILLISECONDS)).isNull();
            assertThat(watch.rounds()).as("nothing to look at").isLessThanOrEqualTo(rounds + 1);
        }
    }

    @Test
    void listenerThatFailsIsToldOfTheNextChangeAllTheSame() throws InterruptedException {
        BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
        CarrierListener failing = new CarrierListener() {
            @Override
            public void carrierChanged(IfIndex link, boolean carrier) {
                told.add(carrier);
                throw new IllegalStateException("a listener's mistake");
            }

            @Override
            public void linkGone(IfIndex link) {}
        };
        try (Tap tap = tap("tap0");
                CarrierWatch other = namespace.call(() -> new CarrierWatch(failing))) {
            other.watch(index("tap0"));
            other.start();
            assertThat(told.poll(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
            tap.setCarrier(false);
            assertThat(told.poll(PATIENCE_S, TimeUnit.SECONDS)).isFalse();
            assertThat(told).as("each change once").isEmpty();
            assertThat(other.busy()).isPositive();
        }
    }

    @Test
    void closedWatchIsNotStarted() {
        watch.close();
        watch.close();
        assertThatThrownBy(watch::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the carrier watch is closed");
    }

    @Test
    void sixteenLinksCostLittle() throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            namespace.run("ip link add name v" + i + " type veth peer name w" + i);
            watch.watch(index("v" + i));
            watch.watch(index("w" + i));
        }
        watch.start();
        for (int i = 0; i < 16; i++) {
            assertThat(next().what()).isEqualTo("no carrier");
        }
        long rounds = watch.rounds();
        long busy = cpuNanos();
        long begin = System.nanoTime();
        while (watch.rounds() < rounds + 1000 && System.nanoTime() - begin < PATIENCE_S * 1_000_000_000L) {
            LockSupport.parkNanos(10_000_000);
        }
        double share = (double) (cpuNanos() - busy) / (System.nanoTime() - begin);
        LOG.info("16 links looked at {} times take {} % of a core", watch.rounds() - rounds, share * 100);
        assertThat(watch.rounds()).isGreaterThan(rounds + 500);
        // about 1 % where nothing else runs; waiting for a lock that a storm holds costs some, and a loop without rest
        // all
        assertThat(share).isLessThan(0.25);
    }

    /** What the watch's thread has used, waiting and waking included. */
    private static long cpuNanos() {
        long thread = Thread.getAllStackTraces().keySet().stream()
                .filter(candidate -> candidate.getName().equals("carrier-watch"))
                .findFirst()
                .orElseThrow()
                .getId();
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread);
    }

    private Seen next() throws InterruptedException {
        Seen next = seen.poll(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(next).as("what the watch sees").isNotNull();
        return java.util.Objects.requireNonNull(next);
    }

    private static void rest(long since, int untilMillis) {
        long left = untilMillis * 1_000_000L - (System.nanoTime() - since);
        if (left > 0) {
            LockSupport.parkNanos(left);
        }
    }

    private Tap tap(String name) {
        Tap tap = namespace.call(() -> Tap.open(name));
        route.setUp(index(name), true);
        return tap;
    }

    private IfIndex index(String name) {
        return route.link(name).orElseThrow().ifIndex();
    }
}
