package io.netfailover.migration;

import static io.netfailover.migration.OneVmFleet.LIMIT;
import static io.netfailover.migration.OneVmFleet.REFUSED;
import static io.netfailover.migration.OneVmFleet.SLOWLY;
import static io.netfailover.migration.OneVmFleet.SOON;
import static io.netfailover.migration.OneVmFleet.on;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.journal.MigrationStep;
import io.netfailover.lab.GuestConsole;
import io.netfailover.lab.QemuHost;
import io.netfailover.lab.QemuLabSpec;
import io.netfailover.lab.Qmp;
import io.netfailover.lab.Wait;
import io.netfailover.types.MacAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a person is told when a migration cannot be, and that nothing of it stays: one VM, which is on hv1 with its VF before and after each
 * test. A tap's name that is taken is no failure here: with QEMU without libvirt each host has its taps beforehand.
 */
@TestMethodOrder(MethodOrderer.MethodName.class)
class FleetFailureTest {
    private static OneVmFleet fleet;

    @BeforeAll
    static void thereAndBack() {
        fleet = new OneVmFleet(QemuLabSpec.usual());
        fleet.goThere();
        fleet.comeBack();
        fleet.remember();
    }

    @AfterAll
    static void nothingIsLeft() {
        fleet.close();
    }

    @AfterEach
    void theVmRunsOnHv1WithItsVfAsBefore() {
        fleet.assertAsBefore();
    }

    @Test
    void withoutAFreeVfItIsRefused() {
        fleet.takeVf();

        fleet.assertEnds(REFUSED, "no VF is free on hv2", "'netfailover vf list' there shows who has them");

        fleet.releaseVf();
    }

    @Test
    void withoutAFreeVfItWaitsUntilThereIsOne() {
        fleet.takeVf();
        String id = fleet.order(Map.of("noVf", "wait"));
        fleet.awaitStep(id, MigrationStep.RESERVE_VF);

        fleet.releaseVf();

        fleet.assertCompleted(id);
        fleet.comeBack();
    }

    @Test
    void withoutAFreeVfItMovesDegradedAndGetsOneLater() {
        fleet.takeVf();
        String id = fleet.order(Map.of("noVf", "degraded"));
        assertThat(Wait.until(() -> fleet.migration(id).path("phase").asText().equals("degraded"), LIMIT))
                .isTrue();
        assertThat(fleet.migration(id).toString()).contains("no VF is free on hv2");

        fleet.releaseVf();
        fleet.destinationDaemon().run(LIMIT, "migration", "resume", id).orFail();

        fleet.assertCompleted(id);
        fleet.comeBack();
    }

    @Test
    void aPfWithoutLinkHasNoVfToGive() {
        fleet.lab().setLink(fleet.destination(), QemuHost.PF, false);
        try {
            fleet.assertEnds(REFUSED, "PF pf0 has no link", "cable");
        } finally {
            fleet.lab().setLink(fleet.destination(), QemuHost.PF, true);
        }
    }

    @Test
    void anUplinkOutsideOfTheBridgeIsRefused() {
        on(fleet.destination(), "ip", "link", "set", QemuHost.UPLINK_VF, "nomaster");
        try {
            fleet.assertEnds(
                    REFUSED, "vf0, the configured uplink of br0, is not among its ports", "ip link set vf0 master br0");
        } finally {
            on(fleet.destination(), "ip", "link", "set", QemuHost.UPLINK_VF, "master", QemuHost.BRIDGE);
        }
    }

    @Test
    void aBridgeOfAnotherNameIsRefused() {
        rename(QemuHost.BRIDGE, "br1");
        try {
            fleet.assertEnds(REFUSED, "there is no bridge br0 on hv2", "make it as it is on hv1");
        } finally {
            rename("br1", QemuHost.BRIDGE);
        }
    }

    private static void rename(String from, String to) {
        on(fleet.destination(), "ip", "link", "set", from, "down");
        on(fleet.destination(), "ip", "link", "set", from, "name", to);
        on(fleet.destination(), "ip", "link", "set", to, "up");
    }

    @Test
    void aSmallerMtuIsRefused() {
        on(fleet.destination(), "ip", "link", "set", QemuHost.BRIDGE, "mtu", "1400");
        try {
            fleet.assertEnds(REFUSED, "br0 on hv2 has an MTU of 1400, the VM's is 1500", "ip link set br0 mtu 1500");
        } finally {
            on(fleet.destination(), "ip", "link", "set", QemuHost.BRIDGE, "mtu", "1500");
        }
    }

    @Test
    void aPausedVmIsRefused() {
        byHand("stop", Map.of());
        try {
            fleet.assertEnds(REFUSED, "vm1 is not running but paused", "start or resume it first");
        } finally {
            byHand("cont", Map.of());
        }
    }

    private static void byHand(String command, Map<String, ?> arguments) {
        try (Qmp qmp = fleet.lab().qmp(fleet.source())) {
            qmp.execute(command, arguments);
        }
    }

    @Test
    void aVmWhoseVfHasAnotherMacIsRefused() {
        MacAddress other = MacAddress.parse("52:54:00:12:34:56");
        plugInItsPlace(other);
        try {
            fleet.assertEnds(
                    REFUSED, "VF ua-vf0 has MAC " + other + ", its standby standby0 has", "give both the same MAC");
        } finally {
            plugInItsPlace(fleet.lab().mac());
        }
    }

    private static void plugInItsPlace(MacAddress mac) {
        try (Qmp qmp = fleet.lab().qmp(fleet.source())) {
            qmp.execute("device_del", Map.of("id", QemuHost.PRIMARY));
            assertThat(qmp.event(
                            "DEVICE_DELETED",
                            data -> data.path("device").asText().equals(QemuHost.PRIMARY),
                            SOON))
                    .isPresent();
            qmp.execute("device_add", fleet.source().primary(mac));
        }
    }

    /** As it is in early boot. */
    @Test
    void aGuestThatHasNotLoadedItsDriverIsRefused() {
        try (GuestConsole guest = fleet.lab().console(fleet.source())) {
            guest.run("basename /sys/bus/virtio/drivers/virtio_net/virtio* >/tmp/nic", SOON)
                    .orFail();
            guest.run("cat /tmp/nic >/sys/bus/virtio/drivers/virtio_net/unbind", SOON)
                    .orFail();
            try {
                fleet.assertEnds(REFUSED, "the guest of vm1 has not negotiated STANDBY", "wait until it has booted");
            } finally {
                guest.run("cat /tmp/nic >/sys/bus/virtio/drivers/virtio_net/bind", SOON)
                        .orFail();
                guest.serve(fleet.lab().pairs());
            }
        }
    }

    /** A folder as a disk that the guest may write to. */
    @Test
    void aDeviceThatCannotBeMigratedIsRefused() {
        byHand(
                "blockdev-add",
                Map.of(
                        "driver",
                        "vvfat",
                        "node-name",
                        "folder",
                        "dir",
                        fleet.source().directory().toString(),
                        "rw",
                        true));
        try {
            fleet.assertEnds(
                    REFUSED,
                    "The vvfat (rw) format used by node 'folder' does not support live migration",
                    "take from it what is in the way");
        } finally {
            byHand("blockdev-del", Map.of("node-name", "folder"));
        }
    }

    @Test
    void aJobOfSomebodyElseIsRefused() {
        byHand("migrate-set-parameters", Map.of("max-bandwidth", 1 << 20));
        byHand("migrate", Map.of("uri", "exec:cat >/dev/null"));
        try {
            fleet.assertEnds(REFUSED, "vm1 has a job under way: migration out", "wait for it, or end it");
        } finally {
            byHand("migrate_cancel", Map.of());
        }
    }

    @Test
    void aSecondOrderIsRefusedWhileTheFirstIsUnderWay() {
        String id = fleet.order(SLOWLY);

        fleet.assertEnds(
                REFUSED, "migration " + id + " of vm1 is under way", "'netfailover migration show " + id + "'");
        fleet.sourceDaemon().run(LIMIT, "migration", "cancel", id).orFail();

        fleet.assertRolledBack(id, "cancelled");
    }

    @Test
    void aQemuThatDiesAtTheDestinationLeavesTheVmWhereItIs() {
        String id = fleet.order(SLOWLY);
        fleet.awaitStep(id, MigrationStep.MIGRATE);

        fleet.lab().qemus(fleet.destination()).forEach(ProcessHandle::destroyForcibly);

        fleet.assertRolledBack(id, "migrate: ");
    }

    @Test
    void zWithoutADaemonAtTheDestinationItIsRefused() {
        fleet.destinationDaemon().kill();
        assertThat(Wait.until(
                        () -> fleet.sourceDaemon()
                                .get("/v1/status")
                                .filter(status -> status.at("/fleet/members").size() == 1)
                                .isPresent(),
                        LIMIT))
                .isTrue();
        try {
            fleet.assertEnds(REFUSED, "hv2 does not answer", "see whether netfailover runs there");
        } finally {
            fleet.destinationDaemon().start();
        }
    }

    /** The first, which changes nothing, and all that do. */
    @ParameterizedTest
    @EnumSource(
            names = {
                "CHECK_SOURCE",
                "RESERVE_VF",
                "PREPARE_FDB",
                "STANDBY_UP",
                "FEED_BOTH",
                "DETACH_VF",
                "CLEAR_VF",
                "EXPECT",
                "MIGRATE"
            })
    void cancelledAtAnyStepBeforeTheSwitchItIsUndone(MigrationStep step) {
        String id = fleet.order(SLOWLY);
        fleet.awaitStep(id, step);

        JsonNode answer = cancel(id);

        assertThat(answer.path("result").asText()).as("%s", answer).isEqualTo("cancelling");
        JsonNode end = fleet.awaitEnd(id);
        assertThat(end.path("result").asText()).isIn("rolled-back", "refused");
        assertThat(end.path("words").asText()).isEqualTo("cancelled");
    }

    private static JsonNode cancel(String id) {
        return fleet.sourceDaemon()
                .post("/v1/migrations/" + id + "/cancel", Map.of())
                .orElseThrow();
    }

    @Test
    void onceTheVmHasMovedCancellingIsRefused() {
        String id = fleet.order(Map.of());
        fleet.awaitStep(id, MigrationStep.ATTACH_VF);

        assertThat(cancel(id).toString()).contains("vm1 has moved already").contains("netfailover migration list");

        fleet.assertCompleted(id);
        fleet.comeBack();
    }
}
