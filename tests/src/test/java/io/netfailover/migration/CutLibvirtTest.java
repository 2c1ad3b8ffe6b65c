package io.netfailover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.campaign.fleet.MovedFleet;
import io.netfailover.hypervisor.libvirt.VfTemplate;
import io.netfailover.lab.LibvirtFleet;
import io.netfailover.lab.Wait;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** In the middle of a move the only network goes: of the VM, of two libvirtd, of the daemons and of their database. */
@EnabledIfSystemProperty(
        named = "netfailover.failures",
        matches = "true",
        disabledReason = "waits for deadlines of a minute: -Dnetfailover.failures=true")
class CutLibvirtTest {
    private static final Duration CUT = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int PROBES_PER_SECOND = 20;

    private static LibvirtFleet fleet;
    private static MovedFleet moved;

    @BeforeAll
    static void thereAndBack() {
        fleet = LibvirtFleet.build(VfTemplate.HOSTDEV);
        moved = new MovedFleet(fleet, PROBES_PER_SECOND, Map.of());
        moved.learnCleanEnds();
    }

    @AfterAll
    static void nothingIsLeft() {
        moved.close();
        assertThat(moved.leftovers()).isEmpty();
    }

    /** libvirt gives up a connection that is silent for some 30 s: such a move fails, or it had ended before. */
    @Test
    void afterAMinuteWithoutNetworkTheVmRunsOnOneHostWithItsVf() {
        String id = moved.order(Map.of("bandwidthMiBps", 8));
        assertThat(Wait.until(() -> sentBytes(id) > 0, SOON)).isTrue();

        fleet.setNetwork(false);
        Wait.pass(CUT);
        fleet.setNetwork(true);

        JsonNode end = moved.awaitEnd(id).orElseThrow(() -> new AssertionError(moved.story(id)));
        assertThat(end.path("result").asText()).as(moved.story(id)).isIn("rolled-back", "completed");
        assertThat(moved.judge(end, "")).isEmpty();
    }

    private static long sentBytes(String id) {
        return fleet.daemon(moved.home())
                .get("/v1/migrations/" + id)
                .map(json -> json.at("/progress/transferredBytes").asLong())
                .orElse(0L);
    }
}
