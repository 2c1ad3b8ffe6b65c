package io.netfailover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestCommandsTest {
    private static final Path HOME = Path.of("/nonexistent");

    @TempDir
    private Path image;

    @Test
    void renderPrintsEachFileUnderItsPath() {
        CliRun run = CliRun.of(HOME, "guest", "render", "--for", "networkd");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("### /etc/netfailover/guest/link-role, mode 0755\n#!/bin/sh")
                .contains("### /etc/systemd/network/05-netfailover-part.network, mode 0644\n");
    }

    @Test
    void renderAsJsonHasTheWholeContent() throws IOException {
        CliRun run = CliRun.of(HOME, "guest", "render", "--for", "cloud-ifupdown", "--json");

        Json helper = Json.parse(run.out()).list("files").stream()
                .filter(file -> file.text("path").equals("/etc/network/cloud-ifupdown-helper"))
                .findAny()
                .orElseThrow();
        assertThat(String.valueOf(helper.at("insert").value()))
                .startsWith("# netfailover: begin")
                .endsWith("# netfailover: end\n");
    }

    @Test
    void withoutForItInstallsWhatTheImageHas() throws IOException {
        Files.createDirectories(image.resolve("usr/sbin"));
        Files.writeString(image.resolve("usr/sbin/ifup"), "");

        CliRun run = guest("install");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("/etc/network/if-pre-up.d/netfailover").doesNotContain("reboot");
        assertThat(image.resolve("etc/systemd/network/05-netfailover-part.network"))
                .doesNotExist();
        assertThat(guest("uninstall").out()).contains("removed");
        assertThat(guest("uninstall").out()).isEqualTo("nothing to do\n");
    }

    @Test
    void anImageWithoutAnyKnownDaemonIsRefused() {
        CliRun run = guest("install");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("no known network daemon is installed in " + image);
    }

    @Test
    void somebodyElsesFileIsRefusedWithAdvice() throws IOException {
        Files.createDirectories(image.resolve("etc/udev/rules.d"));
        Files.writeString(image.resolve("etc/udev/rules.d/71-netfailover.rules"), "# mine\n");

        CliRun run = guest("install", "--for", "networkd");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("is somebody else's").contains("--force");
    }

    @Test
    void checkEndsWith3WhenThereIsAnErrorAndWith0WhenThereIsNone() throws IOException {
        CliRun bare = guest("check", "--for", "networkd", "--json");
        assertThat(bare.exitCode()).isEqualTo(3);
        assertThat(Json.parse(bare.out()).list("findings").get(0).text("severity"))
                .isEqualTo("error");

        guest("install", "--for", "networkd");

        CliRun ready = guest("check", "--for", "networkd");
        assertThat(ready.exitCode()).isZero();
        assertThat(ready.out()).isEqualTo("nothing found for networkd\n");
    }

    @Test
    void aFileThatSomebodyEditedIsLeftAndSaid() throws IOException {
        guest("install", "--for", "networkd");
        Files.writeString(image.resolve("etc/udev/rules.d/71-netfailover.rules"), "# edited\n");

        CliRun run = guest("uninstall");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("left: changed since it was installed");
        assertThat(run.err()).contains("--force");
    }

    @Test
    void anUnknownDaemonIsAWrongCall() {
        CliRun run = guest("install", "--for", "wicked");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("there is no network daemon 'wicked'").contains("networkd, ifupdown");
    }

    private CliRun guest(String verb, String... arguments) {
        String[] all = new String[arguments.length + 4];
        System.arraycopy(new String[] {"guest", verb, "--root", image.toString()}, 0, all, 0, 4);
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return CliRun.of(HOME, all);
    }
}
