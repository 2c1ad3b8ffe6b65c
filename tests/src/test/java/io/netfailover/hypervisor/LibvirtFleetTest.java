package io.netfailover.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.hypervisor.libvirt.VfTemplate;
import io.netfailover.lab.Command;
import io.netfailover.lab.LibvirtFleet;
import org.junit.jupiter.api.Test;

/** The product as it is operated over two real libvirtd, with the hostdev interface of the kernel's net_failover document. */
class LibvirtFleetTest {
    @Test
    void aVmGoesThereAndBackAndNothingStartableStaysBehind() {
        LibvirtFleet fleet = LibvirtFleet.build(VfTemplate.HOSTDEV);
        try (fleet) {
            Command.Outcome shown = fleet.migrate("--dry-run").orFail();
            // The first free VF of the other host, in words that a shell and virsh take.
            assertThat(shown.out())
                    .contains("virsh attach-device " + fleet.guest().name()
                            + " /dev/stdin --live --config <<<'<interface")
                    .contains("function=\"0x4\"")
                    .contains(fleet.lab().destination().target().uri());
            assertThat(fleet.here().name()).isEqualTo("hv1");

            fleet.migrate().orFail();
            fleet.arrive();
            assertThat(fleet.here().name()).isEqualTo("hv2");

            fleet.migrate("--strategy", "document").orFail();
            fleet.arrive();
            assertThat(fleet.here().name()).isEqualTo("hv1");
            assertThat(fleet.lab()
                            .destination()
                            .virsh("list", "--all", "--name")
                            .out())
                    .isBlank();
        }
        assertThat(fleet.leftovers()).isEmpty();
    }
}
