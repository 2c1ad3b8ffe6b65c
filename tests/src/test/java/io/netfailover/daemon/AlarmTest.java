package io.netfailover.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LabAddresses;
import io.netfailover.lab.Wait;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong in a lab is an alarm until it is mended, also across the death of the daemon. */
class AlarmTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SLAVE_ADDRESS = "slave-address link ens10nsby";

    private final LabDaemon guest = new LabDaemon();

    @AfterEach
    void removeTheLab() {
        guest.close();
        assertThat(guest.lab.leftovers()).isEmpty();
    }

    /** Kind and subject of those that stand. */
    private Set<String> alarms() {
        Set<String> alarms = new TreeSet<>();
        for (JsonNode alarm : guest.daemon.status().path("alarms")) {
            alarms.add(alarm.path("kind").asText() + " " + alarm.path("subject").asText());
        }
        return alarms;
    }

    private void awaitAlarms(String... expected) {
        Wait.until(() -> alarms().equals(Set.of(expected)), SOON);
        assertThat(alarms()).containsExactlyInAnyOrder(expected);
    }

    private long journalled(String event, String kind) {
        return guest.daemon.events("alarms/host").stream()
                .filter(entry -> entry.path("event").asText().equals(event)
                        && entry.at("/data/kind").asText().equals(kind))
                .count();
    }

    @Test
    void whatIsWrongIsAnAlarmUntilItIsMended() {
        guest.daemon.start();
        guest.createMaster("--rx", "strict");
        awaitAlarms();

        guest.lab
                .guest()
                .ip("address", "add", "192.0.2.9/24", "dev", "ens10nsby")
                .orFail();
        guest.lab.guest().ip("link", "set", Lab.PRIMARY, "mtu", "1400").orFail();
        guest.lab.setPrimaryCarrier(false);
        awaitAlarms(SLAVE_ADDRESS, "mtu-mismatch link ens11", "one-way master ens10");

        guest.lab.setPrimaryCarrier(true);
        guest.lab.guest().ip("link", "set", Lab.PRIMARY, "mtu", "1500").orFail();
        awaitAlarms(SLAVE_ADDRESS);
        guest.lab.unplugPrimary();
        awaitAlarms(SLAVE_ADDRESS, "degraded master ens10");

        guest.daemon.run("master", "destroy", Lab.STANDBY).orFail();
        awaitAlarms();
        assertThat(guest.daemon.run("alarm", "list").orFail().out()).isEqualTo("no alarms\n");
    }

    @Test
    void whereSlavesAreToHaveNoneAnAddressIsTakenOffAndTheJournalSaysSo() {
        guest.configure("netfailover.masters.remediate = true");
        guest.daemon.start();
        guest.createMaster();

        guest.lab
                .guest()
                .ip("address", "add", "192.0.2.9/24", "dev", "ens10nsby")
                .orFail();

        assertThat(Wait.until(() -> removals().equals(List.of("ens10nsby 192.0.2.9/24")), SOON))
                .as("%s", removals())
                .isTrue();
        assertThat(guest.lab
                        .guest()
                        .ip("-4", "address", "show", "dev", "ens10nsby")
                        .orFail()
                        .out())
                .isEmpty();
        awaitAlarms();
    }

    @Test
    void aDhcpClientOfASlaveIsEndedWhereSlavesAreToHaveNone(@TempDir Path programs) throws Exception {
        guest.daemon.start();
        guest.createMaster();
        Path udhcpc = programs.resolve("udhcpc"); // busybox does what its name says
        Files.copy(Path.of("/usr/bin/busybox"), udhcpc, StandardCopyOption.COPY_ATTRIBUTES);
        Process client = new ProcessBuilder(guest.lab
                        .guest()
                        .inside(List.of(udhcpc.toString(), "-f", "-i", "ens10nsby", "-s", "/bin/true", "-t", "1000")))
                .redirectErrorStream(true)
                .redirectOutput(programs.resolve("said").toFile())
                .start();
        try {
            awaitAlarms(SLAVE_ADDRESS);
            guest.daemon.stop();
            guest.configure("netfailover.masters.remediate = true");
            guest.daemon.start();

            assertThat(client.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            awaitAlarms();
            assertThat(remedies("master-slave-client-ended", "client"))
                    .containsExactly("ens10nsby udhcpc (pid " + client.pid() + ")");
        } finally {
            client.destroyForcibly();
        }
    }

    private List<String> removals() {
        return remedies("master-slave-address-removed", "address");
    }

    private List<String> remedies(String event, String what) {
        return guest.daemon.events("master/" + Lab.STANDBY).stream()
                .filter(entry -> entry.path("event").asText().equals(event))
                .map(entry -> entry.at("/data/name").asText() + " "
                        + entry.path("data").path(what).asText())
                .toList();
    }

    @Test
    void aDeadPathAndAFlappingOneAreAlarmsUntilTheyAreMended() {
        guest.daemon.start();
        guest.createMaster();
        guest.giveAddress();
        set("probe-targets=" + LabAddresses.PEER, "probe-interval=200ms");

        guest.lab.setPrimaryForwarding(false);
        awaitAlarms("path-dead link ens11");
        guest.lab.setPrimaryForwarding(true);
        awaitAlarms();

        set("probe-targets=none", "flap-limit=1", "flap-window=60s", "flap-hold=10m");
        guest.lab.setPrimaryCarrier(false);
        guest.awaitMaster(master -> master.path("path").asText().equals("standby"));
        guest.lab.setPrimaryCarrier(true);
        awaitAlarms("flapping master ens10");
        set("flap-limit=0");
        awaitAlarms();

        for (String kind : List.of("path-dead", "flapping")) {
            assertThat(journalled("alarm-raised", kind)).isEqualTo(1);
            assertThat(journalled("alarm-cleared", kind)).isEqualTo(1);
        }
    }

    private void set(String... changes) {
        String[] command = Stream.concat(Stream.of("master", "set", Lab.STANDBY), Stream.of(changes))
                .toArray(String[]::new);
        guest.daemon.run(command).orFail();
    }

    @Test
    void anAlarmIsRaisedOnceAndStaysAcknowledgedWhenTheDaemonIsKilled() {
        guest.daemon.start();
        guest.createMaster();
        guest.lab
                .guest()
                .ip("address", "add", "192.0.2.9/24", "dev", "ens10nsby")
                .orFail();
        awaitAlarms(SLAVE_ADDRESS);
        assertThat(guest.daemon
                        .run("alarm", "ack", "slave-address", "link", "ens10nsby")
                        .orFail()
                        .out())
                .isEqualTo("alarm slave-address of link ens10nsby is acknowledged\n");

        guest.daemon.kill();
        guest.daemon.start();

        JsonNode alarm = guest.daemon.status().path("alarms").path(0);
        assertThat(alarm.path("subject").asText()).isEqualTo("link ens10nsby");
        assertThat(alarm.path("acknowledgedBy").asText()).startsWith("user:");
        guest.lab.guest().ip("address", "flush", "dev", "ens10nsby").orFail();
        awaitAlarms();
        assertThat(journalled("alarm-raised", "slave-address")).isEqualTo(1);
        assertThat(journalled("alarm-cleared", "slave-address")).isEqualTo(1);
    }
}
