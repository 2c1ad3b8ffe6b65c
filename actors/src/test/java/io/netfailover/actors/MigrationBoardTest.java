package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.api.MigrationFixtures;
import io.netfailover.journal.MigrationResult;
import io.netfailover.types.AlarmKind;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MigrationBoardTest {
    private final MigrationBoard board = new MigrationBoard();

    @Test
    void aPfWithoutLinkAndAVmWithoutItsVfAreAlarms() {
        assertThat(board.conditions()).isEmpty();

        board.publishPfsDown(Set.of("ens1f0"));
        board.publish(MigrationFixtures.view(3, "completed", Optional.of(MigrationResult.COMPLETED)));
        board.publish(MigrationFixtures.view(4, "degraded", Optional.empty()));

        assertThat(board.conditions())
                .containsExactly(
                        new AlarmCondition(
                                AlarmKind.PF_DOWN,
                                "link ens1f0",
                                "PF ens1f0 has no link: VMs with its VFs are cut off"),
                        new AlarmCondition(
                                AlarmKind.MIGRATION_DEGRADED,
                                "domain vm1",
                                "migration vm1-4 has moved it, but something of its network is missing: vm1 runs on"
                                        + " hv2"));
    }
}
