package io.netfailover.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.actors.Boards;
import io.netfailover.actors.MigrationBoard;
import io.netfailover.api.MigrationFixtures;
import io.netfailover.journal.MigrationResult;
import io.netfailover.journal.VfHolding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MigrationsBeanTest {
    private final MigrationBoard board = new MigrationBoard();
    private final MigrationsMXBean bean = new MigrationsBean(board);

    @Test
    void migrationsAreCountedByWhatBecameOfThem() {
        Boards.show(board, MigrationFixtures.view(1, "completed", Optional.of(MigrationResult.COMPLETED)));
        Boards.show(board, MigrationFixtures.view(2, "rolled-back", Optional.of(MigrationResult.ROLLED_BACK)));
        Boards.show(board, MigrationFixtures.view(3, "rolled-back", Optional.of(MigrationResult.ROLLED_BACK)));
        Boards.show(board, MigrationFixtures.view(4, "degraded", Optional.empty()));

        assertThat(bean.getCompleted()).isEqualTo(1);
        assertThat(bean.getRolledBack()).isEqualTo(2);
        assertThat(bean.getRunning()).isEqualTo(1);
        assertThat(bean.getDegraded()).isEqualTo(1);
        assertThat(bean.getLost()).isZero();
        assertThat(bean.getUnderWay()).containsExactly("vm1-4 degraded: vm1 runs on hv2");
        assertThat(bean.getTransferredBytes()).isEqualTo(1_000_000);
    }

    @Test
    void vfsAreFreeOrHeld() {
        Boards.show(board, List.of(MigrationFixtures.VF), List.of(new VfHolding(MigrationFixtures.VF, "vm1", false)));

        assertThat(bean.getHeldVfs()).isEqualTo(1);
        assertThat(bean.getFreeVfs()).isZero();
    }
}
