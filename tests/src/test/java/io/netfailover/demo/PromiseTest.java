package io.netfailover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.Path;
import io.netfailover.types.Steering;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PromiseTest {
    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"CARRIER_LOST", "UNPLUGGED", "UNPLUGGED_WHILE_DEAD"})
    void withTheProbeAtMostOnePacketIsLostWhenThePrimaryGoes(Stage stage) {
        assertThat(Stages.with(stage, 1, Steering.BPF_PROBE, 1).kept()).isTrue();
        assertThat(Stages.with(stage, 1, Steering.BPF_PROBE, 2).kept()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"CARRIER_LOST", "UNPLUGGED"})
    void withFlipsAtMostFiveAreLost(Stage stage) {
        assertThat(Stages.with(stage, 1, Steering.BPF_FLIP, 5).kept()).isTrue();
        assertThat(Stages.with(stage, 1, Steering.BPF_FLIP, 6).kept()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Steering.class,
            names = {"BPF_PROBE", "BPF_FLIP"})
    void theKilledDaemonLosesNone(Steering steering) {
        assertThat(Stages.with(Stage.KILLED, 1, steering, 0).kept()).isTrue();
        assertThat(Stages.with(Stage.KILLED, 1, steering, 1).kept()).isFalse();
    }

    @Test
    void withFlipsAnUnplugWhileDeadIsOnlyMendedByTheRestart() {
        Promise dead = Promise.of(Stage.UNPLUGGED_WHILE_DEAD, Steering.BPF_FLIP);
        Promise restarted = Promise.of(Stage.RESTARTED, Steering.BPF_FLIP);

        assertThat(Stages.with(Stage.UNPLUGGED_WHILE_DEAD, 1, Steering.BPF_FLIP, 900)
                        .kept())
                .isTrue();
        assertThat(dead.words()).isEqualTo("restart mends it");
        assertThat(restarted.pathObjections(Path.STANDBY)).isEmpty();
        assertThat(restarted.pathObjections(Path.NONE)).containsExactly("path is none, promised standby");
    }

    @Test
    void aStageWithAnObjectionIsNotKeptHoweverFewWereLost() {
        assertThat(Stages.with(Stage.RESTARTED, 1, Steering.BPF_PROBE, 0, "the journal is silent")
                        .kept())
                .isFalse();
    }
}
