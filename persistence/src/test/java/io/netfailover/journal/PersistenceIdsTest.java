package io.netfailover.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PersistenceIdsTest {
    /** They are in every journal. */
    @Test
    void idsNeverChange() {
        assertThat(PersistenceIds.inventory().id()).isEqualTo("inventory|host");
        assertThat(PersistenceIds.netdev(Samples.PRIMARY_KEY).id())
                .isEqualTo("netdev|0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0/4026531840/11");
        assertThat(PersistenceIds.master(Samples.MASTER).id()).isEqualTo("master|ens10");
    }
}
