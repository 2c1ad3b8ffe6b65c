package io.netfailover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.lab.Command;
import io.netfailover.lab.FleetLab;
import io.netfailover.lab.GuestProbe;
import io.netfailover.lab.HostPicture;
import io.netfailover.lab.ProbeReport;
import io.netfailover.lab.QemuHost;
import io.netfailover.lab.QemuLabSpec;
import io.netfailover.lab.Qmp;
import io.netfailover.lab.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a person is told when a migration cannot be, and that nothing of it stays: one VM, which is on hv1 with its VF before and after each
 * test. A tap's name that is taken is no failure here: with QEMU without libvirt each host has its taps beforehand.
 */
@TestMethodOrder(MethodOrderer.MethodName.class)
@EnabledIfSystemProperty(
        named = "netfailover.failures",
        matches = "true",
        disabledReason = "takes minutes of real guests: -Dnetfailover.failures=true")
class FleetFailureTest {
    private static final int DONE = 0;
    private static final int REFUSED = 3;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(500);
    /** The guest's memory takes a while. */
    private static final int SLOW_MIBPS = 4;

    private static FleetLab lab;
    private static GuestProbe probe;
    private static QemuHost source;
    private static QemuHost destination;
    private static List<HostPicture> clean = List.of();

    @BeforeAll
    static void thereAndBack() {
        lab = FleetLab.build(QemuLabSpec.usual());
        source = lab.host(0);
        destination = lab.host(1);
        probe = lab.lab().probe(20);
        assertThat(lab.daemon(0).run(LIMIT, "migrate", "vm1", "--to", "hv2").exit())
                .isEqualTo(DONE);
        comeBack();
        clean = List.of(lab.picture(0), lab.picture(1));
    }

    @AfterAll
    static void nothingIsLeft() {
        lab.close();
        assertThat(lab.leftovers()).isEmpty();
    }

    @AfterEach
    void theVmRunsOnHv1WithItsVfAsBefore() {
        Wait.until(() -> differences().isEmpty(), SOON);
        assertThat(differences()).isEmpty();
        assertThat(clean.get(0).runs()).isTrue();
        assertThat(clean.get(1).isWithoutQemu()).isTrue();
        long now = System.nanoTime();
        ProbeReport answers = probe.report(now, now + LOOK.toNanos());
        assertThat(answers.lost()).as("%s", answers).isLessThanOrEqualTo(answers.sent() / 5);
    }

    private static List<String> differences() {
        List<String> found = new ArrayList<>();
        for (int host = 0; host < 2; host++) {
            lab.picture(host).differenceFrom(clean.get(host)).ifPresent(found::add);
        }
        return found;
    }

    private static void comeBack() {
        Command.Outcome back = lab.daemon(1).run(LIMIT, "migrate", "vm1", "--to", "hv1");
        assertThat(back.exit()).as(back.said()).isEqualTo(DONE);
    }

    /** The order that does not get far: what a person at hv1 reads. */
    private static void assertEnds(int exit, String why, String whatToDo, String... options) {
        List<String> command = new ArrayList<>(List.of("migrate", "vm1", "--to", "hv2"));
        command.addAll(List.of(options));
        Command.Outcome ended = lab.daemon(0).run(LIMIT, command.toArray(String[]::new));
        assertThat(ended.err()).contains(why).contains(whatToDo);
        assertThat(ended.exit()).as(ended.said()).isEqualTo(exit);
    }

    private static String order(Map<String, Object> more) {
        Map<String, Object> order = new java.util.HashMap<>(Map.of("domain", "vm1", "to", "hv2"));
        order.putAll(more);
        JsonNode answer = lab.daemon(0).post("/v1/migrations", order).orElseThrow();
        assertThat(answer.path("result").asText()).as("%s", answer).isEqualTo("taken");
        return answer.path("id").asText();
    }

    private static JsonNode migration(String id) {
        return lab.daemon(0).get("/v1/migrations/" + id).orElseThrow();
    }

    private static boolean hasBegun(String id, Step step) {
        for (JsonNode line : migration(id).path("timeline")) {
            if (line.path("step").asText().equals(step.word())) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode awaitEnd(String id) {
        assertThat(Wait.until(() -> migration(id).hasNonNull("result"), LIMIT)).isTrue();
        return migration(id);
    }

    private static void on(QemuHost host, String... command) {
        Command.run(host.namespace().inside(List.of(command)).toArray(String[]::new))
                .orFail();
    }

    private static void releaseVf() {
        lab.daemon(1).run(LIMIT, "vf", "release", "pf0", "1").orFail();
    }

    private static void takeVf() {
        lab.daemon(1).run(LIMIT, "vf", "reserve", "pf0", "1", "--for", "other").orFail();
    }

    @Test
    void withoutAFreeVfItIsRefused() {
        takeVf();

        assertEnds(REFUSED, "no VF is free on hv2", "'netfailover vf list' there shows who has them");

        releaseVf();
    }

    @Test
    void withoutAFreeVfItWaitsUntilThereIsOne() {
        takeVf();
        String id = order(Map.of("noVf", "wait"));
        assertThat(Wait.until(() -> hasBegun(id, Step.RESERVE_VF), SOON)).isTrue();

        releaseVf();

        assertThat(awaitEnd(id).path("result").asText()).isEqualTo("completed");
        comeBack();
    }

    @Test
    void withoutAFreeVfItMovesDegradedAndGetsOneLater() {
        takeVf();
        String id = order(Map.of("noVf", "degraded"));
        assertThat(Wait.until(() -> migration(id).path("phase").asText().equals("degraded"), LIMIT))
                .isTrue();
        assertThat(migration(id).toString()).contains("no VF is free on hv2");

        releaseVf();
        lab.daemon(1).run(LIMIT, "migration", "resume", id).orFail();

        assertThat(awaitEnd(id).path("result").asText()).isEqualTo("completed");
        comeBack();
    }

    @Test
    void aPfWithoutLinkHasNoVfToGive() {
        lab.lab().setLink(destination, QemuHost.PF, false);
        try {
            assertEnds(REFUSED, "PF pf0 has no link", "cable");
        } finally {
            lab.lab().setLink(destination, QemuHost.PF, true);
        }
    }

    @Test
    void anUplinkOutsideOfTheBridgeIsRefused() {
        on(destination, "ip", "link", "set", QemuHost.UPLINK_VF, "nomaster");
        try {
            assertEnds(
                    REFUSED, "vf0, the configured uplink of br0, is not among its ports", "ip link set vf0 master br0");
        } finally {
            on(destination, "ip", "link", "set", QemuHost.UPLINK_VF, "master", QemuHost.BRIDGE);
        }
    }

    @Test
    void aBridgeOfAnotherNameIsRefused() {
        rename(QemuHost.BRIDGE, "br1");
        try {
            assertEnds(REFUSED, "there is no bridge br0 on hv2", "make it as it is on hv1");
        } finally {
            rename("br1", QemuHost.BRIDGE);
        }
    }

    private static void rename(String from, String to) {
        on(destination, "ip", "link", "set", from, "down");
        on(destination, "ip", "link", "set", from, "name", to);
        on(destination, "ip", "link", "set", to, "up");
    }

    @Test
    void aSmallerMtuIsRefused() {
        on(destination, "ip", "link", "set", QemuHost.BRIDGE, "mtu", "1400");
        try {
            assertEnds(REFUSED, "br0 on hv2 has an MTU of 1400, the VM's is 1500", "ip link set br0 mtu 1500");
        } finally {
            on(destination, "ip", "link", "set", QemuHost.BRIDGE, "mtu", "1500");
        }
    }

    @Test
    void aPausedVmIsRefused() {
        byHand("stop", Map.of());
        try {
            assertEnds(REFUSED, "vm1 is not running but paused", "start or resume it first");
        } finally {
            byHand("cont", Map.of());
        }
    }

    private static void byHand(String command, Map<String, ?> arguments) {
        try (Qmp qmp = lab.lab().qmp(source)) {
            qmp.execute(command, arguments);
        }
    }

    @Test
    void aSecondOrderIsRefusedWhileTheFirstIsUnderWay() {
        String id = order(Map.of("bandwidthMiBps", SLOW_MIBPS));

        assertEnds(REFUSED, "migration " + id + " of vm1 is under way", "'netfailover migration show " + id + "'");
        lab.daemon(0).run(LIMIT, "migration", "cancel", id).orFail();

        assertThat(awaitEnd(id).path("result").asText()).isEqualTo("rolled-back");
    }

    @Test
    void aQemuThatDiesAtTheDestinationLeavesTheVmWhereItIs() {
        String id = order(Map.of("bandwidthMiBps", SLOW_MIBPS));
        assertThat(Wait.until(() -> hasBegun(id, Step.MIGRATE), SOON)).isTrue();

        lab.lab().qemus(destination).forEach(ProcessHandle::destroyForcibly);

        JsonNode end = awaitEnd(id);
        assertThat(end.path("result").asText()).as("%s", end).isEqualTo("rolled-back");
        assertThat(end.path("words").asText()).startsWith("migrate: ");
    }

    @Test
    void zWithoutADaemonAtTheDestinationItIsRefused() {
        lab.daemon(1).kill();
        assertThat(Wait.until(
                        () -> lab.daemon(0)
                                .get("/v1/status")
                                .filter(status -> status.at("/fleet/members").size() == 1)
                                .isPresent(),
                        LIMIT))
                .isTrue();
        try {
            assertEnds(REFUSED, "hv2 does not answer", "see whether netfailover runs there");
        } finally {
            lab.daemon(1).start();
        }
    }

    /** The steps before the switch that change something; and the first, which does not. */
    enum Step {
        CHECK_SOURCE,
        RESERVE_VF,
        PREPARE_FDB,
        STANDBY_UP,
        FEED_BOTH,
        DETACH_VF,
        CLEAR_VF,
        EXPECT,
        MIGRATE,
        ATTACH_VF;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    @ParameterizedTest
    @EnumSource(value = Step.class, mode = EnumSource.Mode.EXCLUDE, names = "ATTACH_VF")
    void cancelledAtAnyStepBeforeTheSwitchItIsUndone(Step step) {
        String id = order(Map.of("bandwidthMiBps", SLOW_MIBPS));
        assertThat(Wait.until(() -> hasBegun(id, step), SOON)).isTrue();

        JsonNode answer =
                lab.daemon(0).post("/v1/migrations/" + id + "/cancel", Map.of()).orElseThrow();

        assertThat(answer.path("result").asText()).as("%s", answer).isEqualTo("cancelling");
        JsonNode end = awaitEnd(id);
        assertThat(end.path("result").asText()).isIn("rolled-back", "refused");
        assertThat(end.path("words").asText()).isEqualTo("cancelled");
    }

    @Test
    void onceTheVmHasMovedCancellingIsRefused() {
        String id = order(Map.of());
        assertThat(Wait.until(() -> hasBegun(id, Step.ATTACH_VF), SOON)).isTrue();

        JsonNode answer =
                lab.daemon(0).post("/v1/migrations/" + id + "/cancel", Map.of()).orElseThrow();

        assertThat(answer.toString()).contains("vm1 has moved already").contains("netfailover migration list");
        assertThat(awaitEnd(id).path("result").asText()).isEqualTo("completed");
        comeBack();
    }
}
