package io.netfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The probe over a bare standby: what it counts must be what was cut. */
class ProbeTest {
    private static final int PER_SECOND = 1000;

    @Test
    void anUndisturbedLinkLosesNothingAndCarriesTheRate() throws Exception {
        try (Lab lab = overStandby();
                Probe probe = start(lab)) {
            long from = System.nanoTime();
            pass(1000);

            ProbeReport report = probe.report(from, System.nanoTime());

            assertThat(report.lost()).isZero();
            assertThat(report.duplicates()).isZero();
            assertThat(report.sent()).isBetween(950L, 1050L);
            assertThat(report.longestGapMillis()).isBetween(0.9, 200.0);
        }
    }

    @Test
    void aCutOfTheWayOutIsCountedToThePacketAndAsAGap() throws Exception {
        try (Lab lab = overStandby();
                Probe probe = start(lab)) {
            long from = System.nanoTime();
            // Not the carrier: without it the guest's neighbour table would keep packets and send them later.
            forward(lab, false);
            long downNs = System.nanoTime();
            pass(300);
            long upNs = System.nanoTime();
            forward(lab, true);
            pass(300);

            ProbeReport report = probe.report(from, System.nanoTime());

            long cutMillis = TimeUnit.NANOSECONDS.toMillis(upNs - downNs);
            assertThat(report.lostOutward()).isBetween(cutMillis - 5, cutMillis + 200);
            assertThat(report.longestGapMillis()).isBetween(cutMillis - 5.0, cutMillis + 200.0);
            assertThat(report.lostAtNs()).hasSize((int) report.lost()).allMatch(at -> at >= from);
        }
    }

    @Test
    void aMissingRouteBackIsCountedAsLostOnTheReturn() throws Exception {
        try (Lab lab = overStandby();
                Probe probe = start(lab)) {
            long from = System.nanoTime();
            lab.peer().ip("route", "replace", "unreachable", LabAddresses.GUEST).orFail();
            pass(200);
            lab.peer().ip("route", "delete", "unreachable", LabAddresses.GUEST).orFail();
            pass(200);

            ProbeReport report = probe.report(from, System.nanoTime());

            assertThat(report.lostReturning()).isGreaterThan(150);
            assertThat(report.lostOutward()).isZero();
        }
    }

    @Test
    void itOutlivesALinkThatIsDeletedAndMadeAgain() throws Exception {
        try (Lab lab = overStandby();
                Probe probe = start(lab)) {
            lab.guest().ip("address", "flush", "dev", Lab.STANDBY).orFail();
            pass(100);
            lab.guest()
                    .ip("address", "add", LabAddresses.GUEST + "/24", "dev", Lab.STANDBY)
                    .orFail();
            pass(100);
            long from = System.nanoTime();
            pass(200);

            assertThat(probe.report(from, System.nanoTime()).lost()).isZero();
        }
    }

    @Test
    void theSamplerTellsThePathByTheCountersOfTheSlaves() throws Exception {
        try (Lab lab = overStandby();
                Probe probe = start(lab);
                PathSampler sampler = PathSampler.start(lab.guest(), Lab.PRIMARY, Lab.STANDBY)) {
            pass(200);
            assertThat(sampler.path()).isEqualTo(Path.STANDBY);

            probe.stop();
            pass(200);

            assertThat(sampler.path()).isEqualTo(Path.NONE);
            assertThat(sampler.changes()).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    private static void forward(Lab lab, boolean forward) {
        lab.switchboard().ip("link", "set", "br0", forward ? "up" : "down").orFail();
    }

    private static Lab overStandby() {
        Lab lab = Lab.build();
        lab.guest()
                .ip("address", "add", LabAddresses.GUEST + "/24", "dev", Lab.STANDBY)
                .orFail();
        return lab;
    }

    /** Started, and past the first packets, which wait for ARP. */
    private static Probe start(Lab lab) {
        Probe probe = Probe.start(lab.guest(), lab.peer(), LabAddresses.PEER, PER_SECOND);
        pass(200);
        return probe;
    }

    /** Time that must really pass: the probe lives in it. */
    private static void pass(long millis) {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = endNs - System.nanoTime(); left > 0; left = endNs - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
