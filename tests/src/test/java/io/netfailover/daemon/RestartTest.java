package io.netfailover.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.lab.Command;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LabAddresses;
import io.netfailover.lab.LinkTable;
import io.netfailover.lab.Probe;
import io.netfailover.lab.ProbeReport;
import io.netfailover.lab.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The journal and the kernel are brought together when the daemon comes back. */
class RestartTest {
    private static final int PER_SECOND = 200;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final LabDaemon guest = new LabDaemon();

    @AfterEach
    void removeTheLab() {
        guest.close();
        assertThat(guest.lab.leftovers()).isEmpty();
    }

    @Test
    void unpluggedWhileTheDaemonWasDeadIsJournalledAndShown() {
        guest.daemon.start();
        guest.createMaster();
        guest.daemon.kill();
        guest.lab.unplugPrimary();
        guest.daemon.start();

        JsonNode master = guest.awaitMaster(found -> found.path("path").asText().equals("standby"));
        assertThat(LinkTable.of(guest.lab.guest()).contradictions(master)).isEmpty();
        assertThat(guest.daemon.events("master/" + Lab.STANDBY))
                .anyMatch(event -> is(event, "master-slave-released") && whileAway(event))
                .anyMatch(event -> is(event, "master-path-switched") && whileAway(event));
        assertThat(guest.daemon.events(Lab.PRIMARY)).anyMatch(event -> is(event, "netdev-removed") && whileAway(event));
    }

    @Test
    void byTcxTrafficGoesOnWithoutTheDaemonAndTheNextOneAdoptsIt() throws Exception {
        guest.daemon.start();
        JsonNode before = guest.createMaster("--steering", "bpf-probe");
        assumeThat(before.path("why").asText()).as("tcx is there").doesNotContain("without tcx");
        long programs = pinned("tcx-");
        assertThat(programs).isPositive();
        guest.giveAddress();

        try (Probe probe = Probe.start(guest.lab.guest(), guest.lab.peer(), LabAddresses.PEER, PER_SECOND)) {
            awaitAnswers(probe);
            long from = System.nanoTime();
            guest.daemon.kill();
            guest.lab.setPrimaryCarrier(false);
            awaitAnswers(probe);
            guest.lab.setPrimaryCarrier(true);
            awaitAnswers(probe);
            guest.daemon.start();
            guest.awaitMaster(found -> found.path("path").asText().equals("primary"));
            ProbeReport report = probe.report(from, System.nanoTime());

            assertThat(report.lost()).as("of %d", report.sent()).isLessThan(report.sent() / 10);
        }
        assertThat(guest.daemon.master(Lab.STANDBY).path("ifindex").asInt())
                .isEqualTo(before.path("ifindex").asInt());
        assertThat(pinned("tcx-")).isEqualTo(programs);
    }

    @Test
    void byTapTrafficStopsWithTheDaemonAndTheNextOneResumesIt() throws Exception {
        guest.daemon.start();
        guest.createMaster("--steering", "tap");
        guest.giveAddress();

        try (Probe probe = Probe.start(guest.lab.guest(), guest.lab.peer(), LabAddresses.PEER, PER_SECOND)) {
            awaitAnswers(probe);
            guest.daemon.kill();
            long dead = System.nanoTime() + Duration.ofMillis(200).toNanos(); // what was copied last has arrived
            assertThat(Wait.until(
                            () -> System.nanoTime() - dead
                                    > Duration.ofMillis(500).toNanos(),
                            LIMIT))
                    .isTrue();
            ProbeReport meanwhile = probe.report(dead, System.nanoTime());
            assertThat(meanwhile.lost()).isEqualTo(meanwhile.sent()).isPositive();

            guest.daemon.start();
            guest.awaitMaster(found -> found.path("path").asText().equals("primary"));
            awaitAnswers(probe);
        }
        assertThat(guest.daemon.master(Lab.STANDBY).path("steering").asText()).isEqualTo("tap");
    }

    /** Of each tenth of a second, until one loses nothing. */
    private static void awaitAnswers(Probe probe) {
        assertThat(Wait.until(
                        () -> {
                            long to = System.nanoTime();
                            ProbeReport report =
                                    probe.report(to - Duration.ofMillis(100).toNanos(), to);
                            return report.sent() > 0 && report.lost() == 0;
                        },
                        LIMIT))
                .as("packets are answered")
                .isTrue();
    }

    /** How much of that name the daemon's bpffs holds, which is mounted in the initial mount namespace. */
    private long pinned(String prefix) throws IOException {
        try (Stream<Path> pins = Files.walk(guest.lab.home().resolve("run/bpf"))) {
            return pins.filter(pin -> pin.getFileName().toString().startsWith(prefix))
                    .count();
        }
    }

    @Test
    void nf26StatisticsSurviveTheStoppedDaemonAndAnUnplugMeanwhile() throws InterruptedException {
        guest.daemon.start();
        guest.createMaster();
        guest.lab
                .guest()
                .ip("address", "add", "192.0.2.1/24", "dev", Lab.STANDBY)
                .orFail();
        Command.run("ip", "netns", "exec", guest.lab.guest().name(), "bash", "-c", "echo > /dev/udp/192.0.2.77/9")
                .orFail(); // asked for by ARP, again and again
        long shown = guest.awaitMaster(
                        found -> found.at("/statistics/txPackets").asLong() > 0)
                .at("/statistics/txPackets")
                .asLong();
        assertThat(guest.daemon.stop()).isEqualTo(143);
        guest.lab.unplugPrimary();

        guest.daemon.start();

        JsonNode master = guest.awaitMaster(found -> found.path("path").asText().equals("standby"));
        assertThat(master.at("/statistics/txPackets").asLong()).isGreaterThanOrEqualTo(shown);
    }

    @Test
    void afterARebootTheMasterIsRebuiltFromTheJournal() throws Exception {
        Path bootId = guest.lab.directory().resolve("boot-id");
        Files.writeString(bootId, "11111111-1111-1111-1111-111111111111\n");
        guest.configure("netfailover.boot-id-file = \"" + bootId + "\"\n");
        guest.daemon.start();
        JsonNode before = guest.createMaster("--steering", "bpf-flip", "--rx", "strict");
        assertThat(guest.daemon.stop()).isEqualTo(143);

        // what a reboot leaves of it: the hardware's links with their names, down, and nothing of ours
        guest.lab.guest().ip("link", "delete", Lab.STANDBY).orFail();
        guest.lab.guest().ip("link", "set", "ens10nsby", "down").orFail();
        guest.lab.guest().ip("link", "set", "ens10nsby", "name", Lab.STANDBY).orFail();
        for (String slave : List.of(Lab.STANDBY, Lab.PRIMARY)) {
            guest.lab.guest().ip("link", "set", slave, "down").orFail();
            Command.run("tc", "-n", guest.lab.guest().name(), "qdisc", "del", "dev", slave, "clsact")
                    .orFail();
        }
        Command.run("umount", guest.lab.home().resolve("run/bpf").toString()).orFail();
        Files.writeString(bootId, "22222222-2222-2222-2222-222222222222\n");
        // somebody configured the network too early
        guest.lab
                .guest()
                .ip("address", "add", "10.77.0.1/24", "dev", Lab.STANDBY)
                .orFail();

        guest.daemon.start();
        JsonNode after = guest.awaitMaster(found -> found.path("state").asText().equals("active")
                && found.path("slaves").size() == 2);
        assertThat(after.path("ifindex").asInt())
                .isNotEqualTo(before.path("ifindex").asInt());
        assertThat(after.path("mac").asText()).isEqualTo(before.path("mac").asText());
        assertThat(after.path("steering").asText()).isEqualTo("bpf-flip");
        assertThat(after.path("rx").asText()).isEqualTo("strict");
        assertThat(guest.daemon.events("master/" + Lab.STANDBY))
                .filteredOn(event -> is(event, "master-established"))
                .extracting(event -> event.at("/data/rebuilt").asBoolean())
                .containsExactly(false, true);
        assertThat(guest.daemon.events(Lab.PRIMARY)).anyMatch(event -> is(event, "netdev-removed") && whileAway(event));
        assertThat(addressesOf(Lab.STANDBY)).contains("10.77.0.1/24");
        assertThat(addressesOf("ens10nsby")).doesNotContain("10.77.0.1/24");
        guest.lab.guest().ip("link", "set", Lab.STANDBY, "up").orFail();
        JsonNode up = guest.awaitMaster(found -> found.path("path").asText().equals("primary"));
        assertThat(LinkTable.of(guest.lab.guest()).contradictions(up)).isEmpty();
    }

    @Test
    void aMasterReleasedOfflineIsNotBuiltAgain() throws Exception {
        LinkTable before = LinkTable.of(guest.lab.guest());
        guest.daemon.start();
        guest.daemon
                .run("master", "create", Lab.STANDBY, "--standby", Lab.STANDBY)
                .orFail();
        assertThat(guest.daemon
                        .run("master", "release", Lab.STANDBY, "--offline")
                        .exit())
                .as("refused while the daemon runs")
                .isEqualTo(3);
        guest.daemon.stop();

        guest.daemon.run("master", "release", Lab.STANDBY, "--offline").orFail();
        assertThat(before.differences(LinkTable.of(guest.lab.guest()))).isEmpty();

        guest.daemon.start();
        assertThat(guest.daemon.master(Lab.STANDBY).isMissingNode()).isTrue();
        assertThat(before.differences(LinkTable.of(guest.lab.guest()))).isEmpty();
        assertThat(guest.daemon.events("master/" + Lab.STANDBY)).last().matches(event -> is(event, "master-destroyed"));
    }

    private String addressesOf(String link) {
        return guest.lab.guest().ip("address", "show", "dev", link).orFail().out();
    }

    private static boolean is(JsonNode event, String word) {
        return event.path("event").asText().equals(word);
    }

    private static boolean whileAway(JsonNode event) {
        return event.at("/data/whileAway").asBoolean();
    }
}
