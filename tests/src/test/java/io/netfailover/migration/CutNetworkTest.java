package io.netfailover.migration;

import static io.netfailover.migration.OneVmFleet.SLOWLY;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.lab.QemuHost;
import io.netfailover.lab.QemuLabSpec;
import io.netfailover.lab.Wait;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** In the middle of a move the network between the hosts goes, over which they also speak with each other and with their database. */
@EnabledIfSystemProperty(
        named = "netfailover.failures",
        matches = "true",
        disabledReason = "waits for deadlines of a minute: -Dnetfailover.failures=true")
class CutNetworkTest {
    private static final Duration BRIEF = Duration.ofSeconds(10);
    private static final Duration GIVEN_UP = Duration.ofMinutes(3);

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

    private static void setNetwork(boolean up) {
        fleet.lab().setLink(fleet.destination(), QemuHost.MIGRATION_LINK, up);
    }

    private static void assertAnsweredSince(long startNs) {
        assertThat(fleet.answersSince(startNs, Duration.ofNanos(System.nanoTime() - startNs)))
                .isTrue();
    }

    @Test
    void cutForTenSecondsTheMoveGoesOn() {
        String id = fleet.order(SLOWLY);
        fleet.awaitMemory(id);

        setNetwork(false);
        long cutNs = System.nanoTime();
        Wait.pass(BRIEF);
        assertAnsweredSince(cutNs);
        setNetwork(true);

        fleet.assertCompleted(id);
        fleet.comeBack();
    }

    @Test
    void cutForGoodTheVmGetsItsVfBackAndTheOtherHostIsCleanedOnceItAnswers() {
        Map<String, Object> order = new HashMap<>(SLOWLY);
        order.put("timeout", "PT20S");
        String id = fleet.order(order);
        fleet.awaitMemory(id);

        setNetwork(false);
        long cutNs = System.nanoTime();
        boolean whole = Wait.until(fleet::isAsBeforeOnHv1, GIVEN_UP);
        assertThat(whole).as("%s", fleet.migration(id)).isTrue();
        assertAnsweredSince(cutNs);
        setNetwork(true);

        fleet.assertRolledBack(id, "migrate: ");
    }
}
