package io.netfailover.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.lab.ProbeReport;
import io.netfailover.lab.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A migration of 1 s: detach at 100 to 200 ms, stopped at 500 to 600 ms, attach from 700 ms; watched for half a second more. */
class MoveCostTest {
    private final List<Long> lostAtNs = new ArrayList<>();
    private final List<Long> doubledAtNs = new ArrayList<>();

    private void lost(int... millis) {
        add(lostAtNs, millis);
    }

    private void doubled(int... millis) {
        add(doubledAtNs, millis);
    }

    private static void add(List<Long> to, int... millis) {
        for (int each : millis) {
            to.add(ns(each));
        }
    }

    private static long ns(int millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    private static Span span(int fromMillis, int toMillis) {
        return new Span(ns(fromMillis), ns(toMillis));
    }

    private ProbeReport report(Span sent) {
        List<Long> lost = within(sent, lostAtNs);
        return new ProbeReport(100, lost.size(), 0, 0, within(sent, doubledAtNs).size(), lost);
    }

    private static List<Long> within(Span span, List<Long> all) {
        return all.stream()
                .filter(at -> span.fromNs() <= at && at < span.toNs())
                .toList();
    }

    private MoveCost cost(int attachFromMillis) {
        MoveCost.Course course =
                new MoveCost.Course(span(0, 1000), span(500, 600), span(100, 200), span(attachFromMillis, 1000));
        return MoveCost.of(this::report, course, course.whole().andThen(Duration.ofMillis(500)));
    }

    @Test
    void whatIsSentWhileTheVmRunsNowhereIsNotCounted() {
        lost(500, 550, 599);

        assertThat(cost(700).lost()).isZero();
    }

    @Test
    void whatIsSentJustBeforeTheStopAndJustAfterTheResumeIs() {
        lost(499, 600);

        assertThat(cost(700).lost()).isEqualTo(2);
        assertThat(cost(700).lostBefore()).isEqualTo(1);
        assertThat(cost(700).lostAtAttach()).isZero();
    }

    @Test
    void theAttachCountsFromItsBeginningToTheEndOfTheWatch() {
        lost(650, 700, 1499, 1500);

        assertThat(cost(700).lost()).isEqualTo(3);
        assertThat(cost(700).lostAtAttach()).isEqualTo(2);
    }

    @Test
    void anAttachThatBeginsBeforeTheVmRunsCountsFromTheResume() {
        lost(560, 599, 610);

        assertThat(cost(550).lostAtAttach()).isEqualTo(1);
    }

    @Test
    void duplicatesAreStrayOutsideOfDetachAndAttach() {
        doubled(50, 100, 150, 200, 650, 700, 1400);

        assertThat(cost(700).duplicates()).isEqualTo(7);
        assertThat(cost(700).strayDuplicates()).isEqualTo(3);
    }

    @Test
    void theStopIsTheLabsAndTheDurationThatOfTheCommand() {
        assertThat(cost(700).stoppedMs()).isEqualTo(100);
        assertThat(cost(700).seconds()).isEqualTo(1);
    }
}
