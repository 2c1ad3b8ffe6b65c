package io.netfailover.hypervisor;

import static io.netfailover.lab.QemuCycle.await;
import static io.netfailover.lab.QemuHost.PRIMARY;
import static io.netfailover.lab.QemuLab.DOMAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.lab.QemuLab;
import io.netfailover.lab.QemuLabSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Guests that are not as one would have them. */
class QmpOddGuestTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration BRIEF = Duration.ofSeconds(2);

    private static Domain domain(Hypervisor hypervisor) {
        return await(hypervisor.domain(DOMAIN, SOON)).orElseThrow();
    }

    private static void assertFails(Reason reason, String words, CompletionStage<?> stage) {
        assertThatThrownBy(() -> await(stage)).isInstanceOfSatisfying(HypervisorException.class, e -> {
            assertThat(e.getMessage() + " " + e.advice()).contains(words);
            assertThat(e.reason()).isEqualTo(reason);
        });
    }

    @Test
    void aGuestThatIgnoresTheEjectKeepsItsVf() {
        try (QemuLab lab = QemuLab.build(QemuLabSpec.usual().withKernelArguments("acpiphp.disable=1"))) {
            Hypervisor hypervisor = lab.hypervisor(lab.hostA());
            lab.boot(lab.hostA());

            assertFails(Reason.TIMED_OUT, "PCI hotplug", hypervisor.detach(DOMAIN, PRIMARY, BRIEF));
            assertThat(domain(hypervisor).nic(PRIMARY)).isPresent();
        }
    }

    @Test
    void aStandbyThatOffersNothingGetsNoPrimary() {
        try (QemuLab lab = QemuLab.build(QemuLabSpec.usual().withoutFailover())) {
            Hypervisor hypervisor = lab.hypervisor(lab.hostA());
            lab.start(lab.hostA(), List.of());
            lab.console(lab.hostA()).until("true", Duration.ofSeconds(60));

            assertFails(
                    Reason.REFUSED,
                    "VIRTIO_NET_F_STANDBY",
                    hypervisor.attach(DOMAIN, lab.hostA().vf(), SOON));
            assertThat(domain(hypervisor).nic(PRIMARY)).isEmpty();
            assertThat(domain(hypervisor).standbyNegotiated()).isEqualTo(Optional.empty());
        }
    }

    @Test
    void aRequestInEarlyBootIsFulfilledInTheEnd() {
        try (QemuLab lab = QemuLab.build(QemuLabSpec.usual().unpaired())) {
            Hypervisor hypervisor = lab.hypervisor(lab.hostA());
            lab.start(lab.hostA(), List.of(lab.hostA().vf()));
            lab.qmp(lab.hostA());

            await(hypervisor.detach(DOMAIN, PRIMARY, Duration.ofSeconds(60)));

            assertThat(domain(hypervisor).nic(PRIMARY)).isEmpty();
        }
    }

    @Test
    void aGuestWithoutDriverGetsNoPrimaryThoughQemuSaysSuccess() {
        try (QemuLab lab = QemuLab.build(QemuLabSpec.usual().withKernelArguments("module_blacklist=virtio_net"))) {
            Hypervisor hypervisor = lab.hypervisor(lab.hostA());
            lab.start(lab.hostA(), List.of());
            lab.console(lab.hostA()).until("true", Duration.ofSeconds(60));

            assertFails(
                    Reason.REFUSED,
                    "never plug it in",
                    hypervisor.attach(DOMAIN, lab.hostA().vf(), SOON));
            assertThat(domain(hypervisor).nics()).extracting(Nic::alias).containsExactly("standby0");
        }
    }
}
