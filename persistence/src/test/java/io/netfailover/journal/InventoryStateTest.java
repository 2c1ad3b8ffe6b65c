package io.netfailover.journal;

import static io.netfailover.journal.Samples.AT;
import static io.netfailover.journal.Samples.MASTER;
import static io.netfailover.journal.Samples.PRIMARY_KEY;
import static io.netfailover.journal.Samples.STANDBY_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.journal.InventoryEvent.MasterDelisted;
import io.netfailover.journal.InventoryEvent.MasterListed;
import io.netfailover.journal.InventoryEvent.NetdevDelisted;
import io.netfailover.journal.InventoryEvent.NetdevListed;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InventoryStateTest {
    private static final InventoryState FULL = new InventoryState(Set.of(PRIMARY_KEY, STANDBY_KEY), Set.of(MASTER));

    @Test
    void whatIsListedIsThereUntilItIsDelisted() {
        InventoryState state = InventoryState.EMPTY
                .apply(new NetdevListed(PRIMARY_KEY, AT))
                .apply(new NetdevListed(STANDBY_KEY, AT))
                .apply(new MasterListed(MASTER, AT));
        assertThat(state).isEqualTo(FULL);

        assertThat(state.apply(new NetdevDelisted(PRIMARY_KEY, AT)).netdevs()).containsExactly(STANDBY_KEY);
        assertThat(state.apply(new MasterDelisted(MASTER, AT)).masters()).isEmpty();
    }

    static java.util.List<Class<?>> events() {
        return Hierarchy.recordsOf(InventoryEvent.class).toList();
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventMayComeTwice(Class<?> type) {
        InventoryEvent event = (InventoryEvent) Samples.of(type);

        assertThat(FULL.apply(event).apply(event)).isEqualTo(FULL.apply(event));
        assertThat(InventoryState.EMPTY.apply(event).apply(event)).isEqualTo(InventoryState.EMPTY.apply(event));
    }
}
