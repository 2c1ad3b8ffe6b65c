package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.lab.Command;
import io.netfailover.lab.Guest;
import io.netfailover.lab.GuestNic;
import io.netfailover.lab.GuestSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code KilledDaemonTest} asks of every other steering, of bonding, which needs a guest. */
class KilledBondTest {
    private static final int MEMORY_MIB = 640;

    @Test
    void whateverTheStepTheNextDaemonFinishesOrRemovesTheBond() {
        GuestSpec spec = GuestSpec.bare()
                .withNics(List.of(
                        GuestNic.virtio("standby", KilledBond.MAC).withCable(),
                        GuestNic.vf("primary", KilledBond.MAC).withCable()))
                .withJava()
                .withMemory(MEMORY_MIB)
                .withProcessors(2);
        try (Guest guest = Guest.boot(spec)) {
            guest.run("ip link set eth0 up").orFail();
            Command.Outcome outcome = guest.java(
                            KilledBond.class,
                            Stream.of(KilledBond.Tale.values()).map(Enum::name).toArray(String[]::new))
                    .orFail();
            assertThat(outcome.out().lines())
                    .hasSize(KilledBond.Tale.values().length)
                    .allSatisfy(line -> assertThat(Integer.parseInt(line.substring(line.indexOf(' ') + 1)))
                            .isGreaterThan(5));
        }
    }
}
