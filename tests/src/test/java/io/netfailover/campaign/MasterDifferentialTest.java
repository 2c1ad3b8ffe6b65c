package io.netfailover.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.campaign.scenario.MasterScenarios;
import io.netfailover.campaign.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Five of the written scenarios, in one guest; the campaign has them all, and random ones. */
class MasterDifferentialTest {
    private static MasterScenarios masters;

    @BeforeAll
    static void begin() {
        masters = new MasterScenarios("", System.out::println);
    }

    @AfterAll
    static void end() {
        masters.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the primary loses carrier and gets it again",
                "the primary is unplugged and plugged",
                "the master is closed and opened",
                "a smaller MTU",
                "a multicast group"
            })
    void nf20And21OursIsLikeTheKernelsMaster(String name) {
        List<Scenario> scenarios = MasterScenarios.written().stream()
                .filter(scenario -> scenario.name().equals(name))
                .toList();
        assertThat(scenarios).hasSize(1);

        assertThat(masters.run(scenarios.get(0)).objections()).isEmpty();
    }
}
