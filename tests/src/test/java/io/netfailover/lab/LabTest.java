package io.netfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabTest {
    @Test
    void theGuestHasAStandbyAndAPrimaryWithTheSameAddress() {
        try (Lab lab = Lab.build()) {
            String links = lab.guest().ip("-o", "link").orFail().out();

            assertThat(links.lines().filter(line -> line.contains("link/ether")))
                    .hasSize(2)
                    .allMatch(line -> line.contains(lab.guestMac().toString()))
                    .anyMatch(line -> line.contains(": " + Lab.STANDBY + "@"))
                    .anyMatch(line -> line.contains(": " + Lab.PRIMARY + "@"));
        }
    }

    @Test
    void thePrimaryLosesCarrierAndIsUnpluggedAndPluggedFromTheSwitch() {
        try (Lab lab = Lab.build()) {
            lab.guest().ip("link", "set", Lab.PRIMARY, "up").orFail();
            assertThat(primary(lab)).contains("LOWER_UP");

            lab.setPrimaryCarrier(false);
            assertThat(primary(lab)).contains("NO-CARRIER");

            lab.unplugPrimary();
            assertThat(lab.guest().ip("link", "show", Lab.PRIMARY).exit()).isNotZero();

            lab.plugPrimary();
            assertThat(primary(lab)).contains(lab.guestMac().toString());
        }
    }

    private static String primary(Lab lab) {
        return lab.guest().ip("-o", "link", "show", Lab.PRIMARY).orFail().out();
    }

    @Test
    void closingRemovesNamespacesProcessesMountsAndFiles() throws Exception {
        Lab lab = Lab.build();
        lab.start(
                lab.guest(),
                Map.of("NETFAILOVER_HOME", lab.home().toString()),
                lab.directory().resolve("log"),
                List.of("sleep", "600"));
        Path mount = Files.createDirectory(lab.home().resolve("pins"));
        Command.run("mount", "-t", "tmpfs", "tmpfs", mount.toString()).orFail();
        assertThat(lab.evidence().find()).hasSize(6);

        lab.close();

        assertThat(lab.leftovers()).isEmpty();
        assertThatThrownBy(lab::plugPrimary).isInstanceOf(LabException.class).hasMessageContaining("removed");
    }

    @Test
    void aPlantedNamespaceProcessMountAndDirectoryAreEachFound() throws Exception {
        Lab lab = Lab.build();
        lab.close();
        String planted = lab.id() + "-planted";
        Path directory = Files.createDirectory(lab.directory());
        Process process =
                new ProcessBuilder("sleep", "600").directory(directory.toFile()).start();
        Process ours = new ProcessBuilder("sh", "-c", "sleep 600; : " + lab.id()).start();
        try {
            Command.run("ip", "netns", "add", planted).orFail();
            Command.run("mount", "-t", "tmpfs", "tmpfs", directory.toString()).orFail();

            assertThat(lab.evidence().await(Duration.ZERO))
                    .containsExactlyInAnyOrder(
                            "namespace " + planted,
                            "process " + ours.pid() + " sh",
                            "mount " + directory,
                            "directory " + directory);
        } finally {
            Command.kill(ours.toHandle());
            Command.kill(process.toHandle());
            Command.run("umount", directory.toString());
            Command.run("ip", "netns", "delete", planted);
            Files.deleteIfExists(directory);
        }
        assertThat(lab.leftovers()).isEmpty();
    }

    @Test
    void aLabThatCannotBeMadeLeavesNothing() {
        Lab first = Lab.build();
        first.close();

        assertThatThrownBy(() -> first.start(first.guest(), Map.of(), first.directory(), List.of("true")))
                .isInstanceOf(LabException.class);
        assertThat(first.leftovers()).isEmpty();
    }
}
