package io.netfailover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real links, and a sysfs of our own for what says that one is a VF. */
final class HostLinksTest {
    private final NetworkLab lab = new NetworkLab();

    @TempDir
    Path netClass = Path.of("");

    @AfterEach
    void remove() {
        lab.close();
    }

    @Test
    void linkIsToldWithItsBridge() {
        lab.host("ip link set tap0 mtu 1400");
        try (KernelNetwork network = lab.open()) {
            assertThat(network.link("tap0"))
                    .hasValue(new HostLink("tap0", true, false, 1400, Optional.of("br0"), List.of()));
            assertThat(network.link("otherx"))
                    .hasValue(new HostLink("otherx", false, false, 1500, Optional.empty(), List.of()));
            assertThat(network.link("nolink")).isEmpty();
        }
    }

    @Test
    void uplinkIsTheOnlyPortThatIsAVf() throws IOException {
        makeVf("up0");
        try (KernelNetwork network = lab.open(netClass, Map.of())) {
            assertThat(network.uplinkOf("br0")).isEqualTo("up0");
        }
    }

    @Test
    void withoutAVfOrWithTwoTheUplinkMustBeConfigured() throws IOException {
        try (KernelNetwork network = lab.open(netClass, Map.of())) {
            assertThatThrownBy(() -> network.uplinkOf("br0")).isInstanceOfSatisfying(HostNetworkException.class, e -> {
                assertThat(e)
                        .hasMessage("of the ports [up0, tap0, other] of br0, none is a VF, so it is not clear"
                                + " which is its uplink");
                assertThat(e.advice()).isEqualTo("configure the uplink of br0");
            });
            makeVf("up0");
            makeVf("other");
            assertThatThrownBy(() -> network.uplinkOf("br0")).hasMessageContaining("[up0, other] are VFs");
        }
    }

    @Test
    void configuredUplinkCountsIfItIsAPort() {
        try (KernelNetwork network = lab.open(netClass, Map.of("br0", "tap0"))) {
            assertThat(network.uplinkOf("br0")).isEqualTo("tap0");
            lab.host("ip link set tap0 nomaster");
            assertThatThrownBy(() -> network.uplinkOf("br0"))
                    .hasMessageContaining("tap0, the configured uplink of br0, is not among its ports");
        }
    }

    @Test
    void functionsOfAPfComeFromItsDeviceInTheOrderOfTheirIndices() throws IOException {
        Path device = Files.createDirectories(netClass.resolve("up0/device"));
        for (int index : List.of(10, 0, 2)) {
            Files.createSymbolicLink(device.resolve("virtfn" + index), Path.of("../0000:42:02." + index % 8));
        }
        try (KernelNetwork network = lab.open(netClass, Map.of())) {
            assertThat(network.functionsOf("up0"))
                    .containsExactly(vf(0, "0000:42:02.0"), vf(2, "0000:42:02.2"), vf(10, "0000:42:02.2"));
            assertThat(network.functionsOf("br0")).as("no PF").isEmpty();
            assertThatThrownBy(() -> network.functionsOf("pf9")).hasMessage("this host has no link pf9");
        }
    }

    @Test
    void linkThatIsNoPfHasNoAdminState() {
        try (KernelNetwork network = lab.open()) {
            assertThatThrownBy(() -> network.vfAdmin(vf(0, "0000:42:02.0")))
                    .isInstanceOf(HostNetworkException.class)
                    .hasMessage("up0 has no VF 0");
        }
    }

    @Test
    void theUplinkVfTellsItsPf() throws IOException {
        Files.createDirectories(netClass.resolve("up0/device/physfn/net/ens6np0"));
        Files.createDirectories(netClass.resolve("tap0"));

        try (KernelNetwork network = lab.open(netClass, Map.of())) {
            assertThat(network.pfOf("up0")).contains("ens6np0");
            assertThat(network.pfOf("tap0")).isEmpty();
        }
    }

    private static VfRef vf(int index, String pci) {
        return new VfRef("up0", index, new PciAddress(pci));
    }

    private void makeVf(String link) throws IOException {
        Files.createDirectories(netClass.resolve(link).resolve("device/physfn"));
    }
}
