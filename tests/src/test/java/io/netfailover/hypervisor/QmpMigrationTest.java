package io.netfailover.hypervisor;

import static io.netfailover.lab.QemuCycle.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.lab.GuestProbe;
import io.netfailover.lab.QemuCycle;
import io.netfailover.lab.QemuLab;
import io.netfailover.lab.QemuLabSpec;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole explicit migrations of a real guest, there and back (on, hotplug, hotplug reverse, migrate out and in of QEMU's own list). */
class QmpMigrationTest {
    private static final int PROBES_PER_SECOND = 100;
    private static final Duration SOON = Duration.ofSeconds(10);

    @ParameterizedTest
    @CsvSource({"vmxnet3, false", "e1000e, true"})
    void aVmGoesThereAndBackWithItsVfAndIsReachedAllAlong(String primary, boolean nativeHotplug) {
        QemuLabSpec spec = QemuLabSpec.usual().withPrimary(primary);
        QemuLab lab = QemuLab.build(nativeHotplug ? spec.withNativeHotplug() : spec);
        try (lab;
                QemuCycle cycle = new QemuCycle(lab);
                GuestProbe probe = boot(cycle, lab)) {
            QemuCycle.Cost there = cycle.migrate(0, probe);
            QemuCycle.Cost back = cycle.migrate(1, probe);

            Domain domain =
                    await(cycle.hypervisor(0).domain(QemuLab.DOMAIN, SOON)).orElseThrow();
            assertThat(domain.state()).isEqualTo(Domain.State.RUNNING);
            assertThat(domain.standbyNegotiated()).contains(true);
            assertThat(domain.nics())
                    .extracting(Nic::alias, Nic::model, Nic::mac, Nic::linkUp)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple("standby0", "virtio", lab.mac(), false),
                            org.assertj.core.groups.Tuple.tuple("ua-vf0", primary, lab.mac(), true));
            assertThat(await(cycle.hypervisor(1).domain(QemuLab.DOMAIN, SOON))
                            .orElseThrow()
                            .state())
                    .isEqualTo(Domain.State.SHUT_OFF);
            // A loaded machine may cost some; without the standby a whole second would be lost.
            for (QemuCycle.Cost cost : new QemuCycle.Cost[] {there, back}) {
                System.out.println(primary + " lost " + cost.lost() + ", at attach " + cost.lost(QemuCycle.Stage.ATTACH)
                        + ", duplicates " + cost.duplicates());
                assertThat(cost.lost(QemuCycle.Stage.ATTACH)).isLessThan(PROBES_PER_SECOND / 2);
                assertThat(cost.lost(QemuCycle.Stage.DETACH)).isLessThan(PROBES_PER_SECOND / 2);
            }
        }
        assertThat(lab.leftovers()).isEmpty();
    }

    private static GuestProbe boot(QemuCycle cycle, QemuLab lab) {
        cycle.boot();
        return lab.probe(PROBES_PER_SECOND);
    }
}
