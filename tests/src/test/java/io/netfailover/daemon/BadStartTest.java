package io.netfailover.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.lab.Command;
import io.netfailover.lab.Command.Outcome;
import io.netfailover.lab.Daemon;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LinkTable;
import io.netfailover.lab.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may keep a daemon from starting: each is said, with the documented exit code, and changes nothing. */
class BadStartTest {
    private static final int USAGE = 2;
    private static final int REFUSED = 3;
    private static final int NOT_REACHABLE = 4;

    private Lab lab;
    private Daemon daemon;

    @BeforeEach
    void buildLab() {
        lab = Lab.build();
        daemon = new Daemon(lab, Program.netfailover());
    }

    @AfterEach
    void removeLab() {
        lab.close();
        assertThat(lab.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "netfailover { netlink { receive-buffer = many } } | netfailover.netlink.receive-buffer",
                "netfailover { jurnal { netdevs = all } } | jurnal",
                "netfailover { journal { netdevs = some } } | netfailover.journal.netdevs",
                "netfailover { | netfailover.conf",
            })
    void aBrokenConfigurationIsRefusedNamingTheKey(String text, String words) throws Exception {
        Files.writeString(lab.home().resolve("netfailover.conf"), text);

        Outcome outcome = daemon.run("daemon");

        assertThat(outcome.exit()).isEqualTo(USAGE);
        assertThat(outcome.err()).contains(words);
        assertThat(lab.home().resolve("state")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"net_admin, CAP_NET_ADMIN", "bpf, CAP_BPF", "sys_admin, CAP_SYS_ADMIN"})
    void aMissingCapabilityIsNamed(String capability, String words) {
        LinkTable before = LinkTable.of(lab.guest());

        Outcome outcome = without(capability, "daemon");

        assertThat(outcome.exit()).isEqualTo(REFUSED);
        assertThat(outcome.err()).contains(words);
        assertThat(LinkTable.of(lab.guest())).isEqualTo(before);
    }

    @Test
    void aRealTimePriorityThatIsNotPermittedIsRefusedNamingTheKey() throws Exception {
        Files.writeString(lab.home().resolve("netfailover.conf"), "netfailover.steering { real-time-priority = 10 }");

        Outcome outcome = without("sys_nice", "daemon");

        assertThat(outcome.exit()).isEqualTo(REFUSED);
        assertThat(outcome.err())
                .contains("real-time priority 10: Operation not permitted (EPERM)")
                .contains("netfailover.steering.real-time-priority needs CAP_SYS_NICE");
        assertThat(lab.home().resolve("state")).doesNotExist();
    }

    @Test
    void theThreadsFromTheKernelsMessageToTheMapAloneHaveThePriorityThatIsConfigured() throws Exception {
        Files.writeString(
                lab.home().resolve("netfailover.conf"), "netfailover.steering { cpu = 0, real-time-priority = 10 }");
        daemon.start();

        // psr is where a thread runs, rtprio its real-time priority, comm its name, of which the kernel keeps 15 bytes
        Outcome threads = Command.run("ps", "-L", "-o", "cls=,rtprio=,psr=,comm=", "-p", Long.toString(daemon.pid()))
                .orFail();

        List<String> realTime = threads.out()
                .lines()
                .map(line -> line.strip().replaceAll(" +", " "))
                .filter(line -> line.startsWith("FF"))
                .toList();
        assertThat(realTime).allMatch(line -> line.startsWith("FF 10 "));
        assertThat(realTime.stream().map(line -> line.split(" ", 4)[3].substring(0, 7)))
                .containsExactlyInAnyOrder("host-st", "netlink", "carrier");
        assertThat(realTime).anyMatch(line -> line.startsWith("FF 10 0 host-st"));
    }

    private Outcome without(String capability, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--bounding-set",
                "-" + capability,
                Program.netfailover().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(lab.guest().inside(command));
        builder.environment().putAll(daemon.environment());
        return Command.run(builder, Command.LIMIT);
    }

    @Test
    void aJournalOfANewerVersionIsRefusedAndLeftAsItIs() throws Exception {
        daemon.start();
        daemon.run("master", "create", Lab.STANDBY, "--standby", Lab.STANDBY).orFail();
        daemon.kill();
        LinkTable before = LinkTable.of(lab.guest());
        Path journal = lab.home().resolve("state/journal/host-journal");
        try (Connection connection = DriverManager.getConnection("jdbc:h2:" + journal);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE \"netfailover_schema\" SET \"version\" = \"version\" + 1000");
        }
        byte[] bytes = Files.readAllBytes(Path.of(journal + ".mv.db"));

        Outcome outcome = daemon.run("daemon");

        assertThat(outcome.exit()).isEqualTo(REFUSED);
        assertThat(outcome.err()).contains("newer netfailover wrote this journal");
        assertThat(Files.readAllBytes(Path.of(journal + ".mv.db"))).isEqualTo(bytes);
        assertThat(LinkTable.of(lab.guest())).isEqualTo(before);
    }

    @Test
    void withoutADaemonTheCommandLineSaysSo() {
        Outcome outcome = daemon.run("status");

        assertThat(outcome.exit()).isEqualTo(NOT_REACHABLE);
        assertThat(outcome.err()).contains("netfailover daemon");
    }

    @Test
    void aUserWithoutRightsIsToldSo() {
        daemon.start();
        ProcessBuilder builder = new ProcessBuilder(lab.guest()
                .inside(List.of(
                        "setpriv",
                        "--reuid",
                        "65534",
                        "--regid",
                        "65534",
                        "--clear-groups",
                        Program.netfailover().toString(),
                        "master",
                        "create",
                        "ens10",
                        "--standby",
                        "ens10")));
        builder.environment().putAll(daemon.environment());
        LinkTable before = LinkTable.of(lab.guest());

        Outcome outcome = Command.run(builder, Command.LIMIT);

        assertThat(outcome.exit()).isEqualTo(NOT_REACHABLE);
        assertThat(outcome.err()).contains("this user may not use").contains("allowed-uids");
        assertThat(LinkTable.of(lab.guest())).isEqualTo(before);
    }

    @Test
    void aHomeWhosePathIsTooLongForASocketIsWrongUsage() {
        String home = "/tmp/" + "x".repeat(120);
        ProcessBuilder builder = new ProcessBuilder(Program.netfailover().toString(), "daemon");
        builder.environment().put("NETFAILOVER_HOME", home);

        Outcome outcome = Command.run(builder, Command.LIMIT);

        assertThat(outcome.exit()).isEqualTo(USAGE);
        assertThat(outcome.err()).contains("107");
        assertThat(Path.of(home)).doesNotExist();
    }
}
