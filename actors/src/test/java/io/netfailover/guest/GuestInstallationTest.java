package io.netfailover.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.guest.FileChange.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GuestInstallationTest {
    private static final String HELPER = "etc/network/cloud-ifupdown-helper";
    private static final String HELPER_TEXT = "#!/bin/sh\nset -eu\nifup \"$INTERFACE\"\n";
    private static final String RULES = "etc/udev/rules.d/71-netfailover.rules";

    @TempDir
    private Path image;

    @BeforeEach
    void haveACloudImage() throws IOException {
        Files.createDirectories(image.resolve("etc/network/interfaces.d"));
        Files.writeString(image.resolve(HELPER), HELPER_TEXT);
        Files.setPosixFilePermissions(image.resolve(HELPER), PosixFilePermissions.fromString("rwxr-x---"));
    }

    @ParameterizedTest
    @EnumSource(NetworkDaemon.class)
    void installAndUninstallLeaveTheImageAsItWas(NetworkDaemon daemon) throws Exception {
        Map<String, String> before = everything();

        install(daemon);
        assertThat(everything()).isNotEqualTo(before).containsKey(RULES);
        uninstall(daemon);

        assertThat(everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(NetworkDaemon.class)
    void installingTwiceChangesNothing(NetworkDaemon daemon) throws Exception {
        install(daemon);
        Map<String, String> once = everything();

        assertThat(install(daemon)).extracting(FileChange::outcome).containsOnly(Outcome.UNCHANGED);
        assertThat(everything()).isEqualTo(once);
    }

    @Test
    void theGuardOfTheCloudHelperStandsBehindItsFirstLineAndKeepsItsPermissions() throws Exception {
        install(NetworkDaemon.CLOUD_IFUPDOWN);

        assertThat(image.resolve(HELPER))
                .content()
                .startsWith("#!/bin/sh\n# netfailover: begin")
                .endsWith("# netfailover: end\nset -eu\nifup \"$INTERFACE\"\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(image.resolve(HELPER))))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void anUpgradedCloudHelperIsGuardedAgainAndKeepsItsNewLines() throws Exception {
        install(NetworkDaemon.CLOUD_IFUPDOWN);
        String upgraded = HELPER_TEXT + "logger done\n";
        Files.writeString(image.resolve(HELPER), upgraded);

        install(NetworkDaemon.CLOUD_IFUPDOWN);
        assertThat(image.resolve(HELPER))
                .content()
                .contains("netfailover: begin")
                .endsWith("logger done\n");
        uninstall(NetworkDaemon.CLOUD_IFUPDOWN);

        assertThat(image.resolve(HELPER)).hasContent(upgraded);
    }

    @Test
    void aHelperThatWasEditedAfterwardsLosesTheGuardAlone() throws Exception {
        install(NetworkDaemon.CLOUD_IFUPDOWN);
        Files.writeString(image.resolve(HELPER), Files.readString(image.resolve(HELPER)) + "logger done\n");

        uninstall(NetworkDaemon.CLOUD_IFUPDOWN);

        assertThat(image.resolve(HELPER)).hasContent(HELPER_TEXT + "logger done\n");
    }

    @Test
    void withoutAHelperThereIsNothingToGuard() throws IOException {
        Files.delete(image.resolve(HELPER));

        assertThatThrownBy(() -> install(NetworkDaemon.CLOUD_IFUPDOWN))
                .isInstanceOf(GuestException.class)
                .hasMessageContaining("cloud-ifupdown-helper is not there");
        assertThat(image.resolve(RULES)).doesNotExist();
    }

    @Test
    void somebodyElsesFileIsRefusedBeforeAnythingIsWritten() throws Exception {
        write(RULES, "# mine\n");
        Map<String, String> before = everything();

        assertThatThrownBy(() -> install(NetworkDaemon.NETWORKD))
                .isInstanceOf(GuestException.class)
                .hasMessageContaining("is somebody else's");
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void forceKeepsSomebodyElsesFileAndUninstallGivesItBack() throws Exception {
        write(RULES, "# mine\n");

        installation().install(Set.of(NetworkDaemon.NETWORKD), true);
        assertThat(image.resolve(RULES)).content().contains("link-role");
        uninstall(NetworkDaemon.NETWORKD);

        assertThat(image.resolve(RULES)).hasContent("# mine");
    }

    @Test
    void anEditedFileOfOursIsNeitherOverwrittenNorRemovedSilently() throws Exception {
        install(NetworkDaemon.NETWORKD);
        Files.writeString(image.resolve(RULES), "# edited\n");

        assertThatThrownBy(() -> install(NetworkDaemon.NETWORKD)).hasMessageContaining("was changed since");
        assertThat(uninstall(NetworkDaemon.NETWORKD))
                .filteredOn(change -> change.outcome() == Outcome.LEFT)
                .extracting(FileChange::path)
                .containsExactly("/" + RULES);
        assertThat(image.resolve(RULES)).hasContent("# edited");

        installation().uninstall(Set.of(NetworkDaemon.NETWORKD), true);
        assertThat(everything()).containsOnlyKeys("etc/network/interfaces.d", "etc", "etc/network", HELPER);
    }

    @Test
    void filesThatAnotherDaemonNeedsStay() throws Exception {
        install(NetworkDaemon.NETWORKD);
        install(NetworkDaemon.IFUPDOWN);

        uninstall(NetworkDaemon.NETWORKD);

        assertThat(image.resolve(RULES)).exists();
        assertThat(image.resolve("etc/systemd/network/05-netfailover-part.network"))
                .doesNotExist();
        assertThat(installation().daemons()).containsExactly(NetworkDaemon.IFUPDOWN);
    }

    @Test
    void aDirectoryOfTheImageThatLeadsOutOfItIsRefused(@TempDir Path elsewhere) throws Exception {
        Files.createDirectories(image.resolve("etc/udev"));
        Files.createSymbolicLink(image.resolve("etc/udev/rules.d"), elsewhere);

        assertThatThrownBy(() -> install(NetworkDaemon.NETWORKD)).hasMessageContaining("leads out of");
        assertThat(elsewhere).isEmptyDirectory();
    }

    private GuestInstallation installation() {
        return new GuestInstallation(new GuestRoot(image));
    }

    private List<FileChange> install(NetworkDaemon daemon) throws GuestException {
        return installation().install(EnumSet.of(daemon), false);
    }

    private List<FileChange> uninstall(NetworkDaemon daemon) {
        return installation().uninstall(EnumSet.of(daemon), false);
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(image.resolve(path).getParent());
        Files.writeString(image.resolve(path), text);
    }

    /** Paths with contents, directories with none. */
    private Map<String, String> everything() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(image)) {
            for (Path file : files.filter(path -> !path.equals(image)).toList()) {
                all.put(image.relativize(file).toString(), Files.isDirectory(file) ? "" : Files.readString(file));
            }
        }
        return all;
    }
}
