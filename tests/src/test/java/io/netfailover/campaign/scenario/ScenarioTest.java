package io.netfailover.campaign.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioTest {
    @Test
    void aScenarioIsANameAndAStepOnEachLine() {
        List<Scenario> scenarios = Scenario.parse(List.of(
                "# of both",
                "scenario one     # NF-19",
                "cut primary",
                "",
                "mtu master 1400 # smaller",
                "scenario two",
                "plug second"));

        assertThat(scenarios).extracting(Scenario::name).containsExactly("one", "two");
        assertThat(scenarios.get(0).steps())
                .containsExactly(new Step(Verb.CUT, Role.PRIMARY, ""), new Step(Verb.MTU, Role.MASTER, "1400"));
        assertThat(scenarios.get(1).steps()).hasToString("[plug second]");
    }

    @Test
    void whatIsNoStepIsToldWithItsWords() {
        assertThatThrownBy(() -> Step.parse("cut primary now please"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cut primary now please");
        assertThatThrownBy(() -> Step.parse("smash primary")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thereAreAtLeastFortyWrittenScenariosAndNoTwoHaveTheSameName() {
        List<String> names =
                MasterScenarios.written().stream().map(Scenario::name).toList();

        assertThat(names).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates();
    }

    @Test
    void aSeedMakesTheSameStepsEachTimeAndAnotherSeedOthers() {
        Scenario scenario = RandomScenario.of(7, 20);

        assertThat(scenario.steps()).hasSize(20);
        assertThat(RandomScenario.of(7, 20)).isEqualTo(scenario);
        assertThat(RandomScenario.of(8, 20).steps()).isNotEqualTo(scenario.steps());
    }

    @Test
    void nothingIsUnpluggedOrCutTwiceWithoutComingBack() {
        for (long seed = 1; seed <= 50; seed++) {
            List<Step> plugs = RandomScenario.of(seed, 100).steps().stream()
                    .filter(step -> step.role() == Role.PRIMARY)
                    .filter(step -> step.verb() == Verb.CUT || step.verb() == Verb.JOIN_CABLE)
                    .toList();
            for (int i = 1; i < plugs.size(); i++) {
                assertThat(plugs.get(i)).isNotEqualTo(plugs.get(i - 1));
            }
        }
    }

    @Test
    void anAddressThatAClosedMasterLostIsNotAddedBeforeItIsOpened() {
        int lost = 0;
        for (long seed = 1; seed <= 50; seed++) {
            boolean closed = false;
            boolean lingering = false;
            for (Step step : RandomScenario.of(seed, 100).steps()) {
                closed = step.verb() == Verb.DOWN && step.role() == Role.MASTER
                        || closed && !(step.verb() == Verb.UP && step.role() == Role.MASTER);
                assertThat(lingering && closed && step.verb() == Verb.UNICAST_ADD)
                        .as("seed %d", seed)
                        .isFalse();
                lingering = closed && (lingering || step.verb() == Verb.UNICAST_DELETE);
                lost += lingering ? 1 : 0;
            }
        }
        assertThat(lost).isPositive();
    }
}
