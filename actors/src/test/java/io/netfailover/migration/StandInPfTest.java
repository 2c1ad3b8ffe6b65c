package io.netfailover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfAdmin;
import io.netfailover.types.VfRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StandInPfTest {
    private static final VfRef VF0 = new VfRef("pf0", 0, new PciAddress("0000:01:00.0"));
    private static final VfRef VF1 = new VfRef("pf0", 1, new PciAddress("0000:02:00.0"));
    private static final VfAdmin ADMIN =
            new VfAdmin(NetworkLab.GUEST, 100, 5, "802.1ad", 200, 1000, Optional.of(false), Optional.empty(), "enable");

    @TempDir
    Path directory = Path.of("");

    @Test
    void functionsAreThoseOfTheConfigurationInTheirOrder() {
        StandInPf pf = new StandInPf(directory, List.of(VF1, VF0));

        assertThat(pf.pf()).isEqualTo("pf0");
        assertThat(pf.of("pf0")).containsExactly(VF0, VF1);
    }

    @Test
    void vfWithoutFileIsFresh() {
        assertThat(pf().admin(VF0))
                .isEqualTo(new VfAdmin(
                        new MacAddress(0), 0, 0, "802.1Q", 0, 0, Optional.empty(), Optional.empty(), "auto"));
    }

    @Test
    void whatIsSetIsReadByAnotherProcess() throws IOException {
        pf().set(VF1, ADMIN);

        assertThat(pf().admin(VF1)).isEqualTo(ADMIN);
        JsonNode json =
                new ObjectMapper().readTree(directory.resolve("pf0.1.json").toFile());
        assertThat(json.get("mac").asText()).isEqualTo("52:54:00:00:00:10");
        assertThat(json.get("vlan").asInt()).isEqualTo(100);
        assertThat(json.get("qos").asInt()).isEqualTo(5);
        assertThat(json.get("vlanProtocol").asText()).isEqualTo("802.1ad");
        assertThat(json.get("minTxRateMbps").asInt()).isEqualTo(200);
        assertThat(json.get("maxTxRateMbps").asInt()).isEqualTo(1000);
        assertThat(json.get("spoofCheck").booleanValue()).isFalse();
        assertThat(json.get("trust").isNull()).isTrue();
        assertThat(json.get("linkState").asText()).isEqualTo("enable");
    }

    @Test
    void eachVfHasItsOwnFileAndNothingElseIsLeft() throws IOException {
        pf().set(VF0, ADMIN);
        pf().set(VF1, ADMIN);
        pf().set(VF1, ADMIN.withMac(new MacAddress(0)));

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("pf0.0.json", "pf0.1.json");
        }
        assertThat(pf().admin(VF0)).isEqualTo(ADMIN);
        assertThat(pf().admin(VF1).mac().isZero()).isTrue();
    }

    @Test
    void membersThatAreMissingAreFresh() throws IOException {
        Files.writeString(directory.resolve("pf0.0.json"), "{\"mac\": \"52:54:00:00:00:10\"}");

        assertThat(pf().admin(VF0).mac()).isEqualTo(NetworkLab.GUEST);
        assertThat(pf().admin(VF0).linkState()).isEqualTo("auto");
    }

    @Test
    void brokenFileIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("pf0.0.json"), "{\"mac\": ");

        assertThatThrownBy(() -> pf().admin(VF0))
                .isInstanceOf(HostNetworkException.class)
                .hasMessageStartingWith(file + " does not describe a VF");
    }

    @Test
    void vfThatIsNotConfiguredIsRefused() {
        assertThatThrownBy(() -> pf().admin(new VfRef("pf0", 2, VF0.pci())))
                .isInstanceOf(HostNetworkException.class)
                .hasMessageContaining("pf0 vf 2");
    }

    private StandInPf pf() {
        return new StandInPf(directory, List.of(VF0, VF1));
    }
}
