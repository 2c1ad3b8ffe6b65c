package io.netfailover.journal;

import static io.netfailover.journal.Samples.AT;
import static io.netfailover.journal.Samples.MASTER_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.journal.KernelMasterEvent.KernelMasterFound;
import io.netfailover.journal.KernelMasterEvent.KernelMasterGone;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelMasterStateTest {
    @Test
    void whatWasFoundIsThereUntilItIsGone() {
        KernelMasterState found = KernelMasterState.NONE.apply(new KernelMasterFound(MASTER_KEY, "ens10", AT));

        assertThat(found.names()).isEqualTo(Map.of(MASTER_KEY, "ens10"));
        assertThat(found.apply(new KernelMasterGone(MASTER_KEY, "ens10", AT))).isEqualTo(KernelMasterState.NONE);
    }
}
