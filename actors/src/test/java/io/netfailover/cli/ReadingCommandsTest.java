package io.netfailover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingCommandsTest {
    @TempDir
    Path home;

    private ScriptedDaemon daemon;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectory(home.resolve("run"));
        daemon = new ScriptedDaemon(home.resolve("run/api.sock"));
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
    }

    @Test
    void statusShowsDaemonNetlinkSteeringJournalAndMasters() {
        daemon.answering("GET /v1/status", 200, Answers.STATUS);

        CliRun run = CliRun.of(home, "status");

        assertThat(run).isEqualTo(new CliRun(0, """
                daemon       ready, version 0.1.0, pid 4711, up for 3m12s, home /run/netfailover
                netlink      synced, 4 links, 10 messages, 0 overruns, 1 resync, 0 malformed
                steering     3 switches, 10 reflexes, last in 12.5 us
                journal      12 events, 1.2 KiB, schema 1

                MASTER  STATE   PATH     CARRIER  PRIMARY             STANDBY    STEERING   SWITCHES  LAST SWITCH
                ens10   active  primary  up       ens11 (no carrier)  ens10nsby  bpf-probe  2         \
                2026-11-23T06:00:00.123Z primary to standby: ens11 lost its carrier
                ! one-way, master ens10: primary ens11 has no carrier
                """, ""));
    }

    @Test
    void aStatusWithoutMastersSaysSo() {
        daemon.answering("GET /v1/status", 200, "{\"daemon\":{\"ready\":false},\"masters\":[]}");

        assertThat(CliRun.of(home, "status").out())
                .contains("daemon       starting, ", "netlink      not synced", "\nno masters\n");
    }

    @Test
    void coloursAreForTerminalsOnly() {
        daemon.answering("GET /v1/status", 200, Answers.STATUS);

        assertThat(CliRun.of(home, true, "status").out()).contains("\u001b[32mprimary\u001b[0m");
        assertThat(CliRun.of(home, false, "status").out()).doesNotContain("\u001b");
    }

    @Test
    void watchShowsTheStatusAnewUntilInterrupted() throws Exception {
        daemon.answering("GET /v1/status", 200, Answers.STATUS)
                .answering("GET /v1/status", 200, Answers.STATUS)
                .answering("GET /v1/status", 500, "{\"error\":\"failed\",\"message\":\"the board is gone\"}");
        AtomicReference<CliRun> run = new AtomicReference<>();
        Thread client = new Thread(() -> run.set(CliRun.of(home, "status", "--watch")));
        client.start();

        // The client asks for the fourth time after it has shown the third answer.
        for (int request = 1; request <= 4; request++) {
            assertThat(daemon.requests.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
        client.interrupt();
        client.join(10_000);

        CliRun ended = Objects.requireNonNull(run.get(), "the client goes on watching");
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .containsSubsequence(
                        "daemon       ready", "daemon       ready", "cannot show the status: the board is gone");
    }

    @ParameterizedTest
    @CsvSource({
        "status, GET /v1/status",
        "netdev list, GET /v1/netdevs",
        "netdev show ens11, GET /v1/netdevs/ens11",
        "master list, GET /v1/masters",
        "master show ens10, GET /v1/masters/ens10",
        "journal events, GET /v1/journal/events",
        "journal events ens10, GET /v1/journal/events?entity=ens10",
        "journal events master|ens10 --since 10m, GET /v1/journal/events?entity=master%7Cens10&since=2026-11-23T05%3A50%3A00Z",
        "journal events --since 2026-11-22T00:00:00Z, GET /v1/journal/events?since=2026-11-22T00%3A00%3A00Z",
        "netdev show a/b?c, GET /v1/netdevs/a%2Fb%3Fc",
    })
    void jsonIsTheDaemonsAnswerAsItIs(String command, String request) {
        String body = "{\"future\":[1, 2],\"text\":\"a \\u001b b\"}";
        daemon.answering(request, 200, body);

        assertThat(CliRun.of(home, (command + " --json").split(" "))).isEqualTo(new CliRun(0, body + "\n", ""));
        assertThat(daemon.requests).extracting(ScriptedDaemon.Request::line).containsExactly(request + " HTTP/1.0");
    }

    @Test
    void netdevsAreListedInColumns() {
        daemon.answering("GET /v1/netdevs", 200, "{\"netdevs\":[" + Answers.NETDEV + "]}");

        assertThat(CliRun.of(home, "netdev", "list").out()).isEqualTo("""
                NAME   IFINDEX  KIND  MAC                MTU   ADMIN  CARRIER  ROLE     FAILOVER  JOURNALLED
                ens11  4        veth  52:54:00:12:34:56  1500  up     up       primary  ens10     yes
                """);
    }

    @Test
    void oneNetdevIsShownWithWhatItIsFor() {
        daemon.answering("GET /v1/netdevs/ens11", 200, Answers.NETDEV);

        assertThat(CliRun.of(home, "netdev", "show", "ens11").out())
                .contains(
                        "link         ens11 (ifindex 4)\n",
                        "MAC          52:54:00:12:34:56, permanent -\n",
                        "state        up, carrier, operstate up\n",
                        "failover     primary of ens10\n",
                        "other names  -\n",
                        "key          boot/1/4\n");
    }

    @Test
    void oneMasterIsShownWithSlavesCountersAndAlarms() {
        daemon.answering("GET /v1/masters/ens10", 200, Answers.MASTER);

        assertThat(CliRun.of(home, "master", "show", "ens10").out())
                .contains(
                        "path         primary\n",
                        "link         up, carrier, MAC 52:54:00:12:34:56, MTU 1500\n",
                        "steering     bpf-probe: the kernel has BTF\n",
                        "policy       prefer=auto up-delay=5s\n",
                        "primary  ens11      4        up     down     -\n",
                        "transmitted  10       2        0\n",
                        "received     12       1        3\n",
                        "settings     25000 Mb/s, full duplex, MTU from 68 to 9000\n",
                        "transmitted  0        0      0       1\n",
                        "received     12       3400   0       0\n",
                        "! the primary has no carrier\n");
    }

    @Test
    void aSlaveThatIsGoneOrRefusedIsMarked() {
        daemon.answering("GET /v1/masters", 200, """
                {"masters":[{"name":"m","up":true,"slaves":[
                  {"role":"standby","name":"s","present":true,"up":true,"carrier":true,"refusal":"its MTU cannot be 9000"},
                  {"role":"primary","name":"p","present":false}]}]}""");

        assertThat(CliRun.of(home, "master", "list").out()).contains("p (missing)  s (refused)");
    }

    @Test
    void journalEventsAreListedWithTheirData() {
        daemon.answering("GET /v1/journal/events?entity=ens10", 200, """
                {"events":[{"entity":"master|ens10","sequence":7,"at":"2026-11-23T06:00:00.123456789Z",
                "event":"path-switched","data":{"from":"primary","to":"standby","at":"2026-11-23T06:00:00.123456789Z"}}]}""");

        assertThat(CliRun.of(home, "journal", "events", "ens10").out()).isEqualTo("""
                AT                        ENTITY        NR  EVENT          DATA
                2026-11-23T06:00:00.123Z  master|ens10  7   path-switched  from=primary to=standby
                """);
    }

    @Test
    void whatTheKernelLetsIntoANameCannotSteerTheTerminal() {
        daemon.answering("GET /v1/netdevs/x", 200, "{\"name\":\"x\",\"alias\":\"\\u001b[2Jgone\\u0007\"}");

        assertThat(CliRun.of(home, "netdev", "show", "x").out()).contains("alias        ?[2Jgone?\n");
    }

    @Test
    void monitorPrintsEventsUntilTheDaemonEndsTheStream() {
        daemon.answeringRaw("GET /v1/monitor", """
                HTTP/1.1 200 OK
                Content-Type: text/event-stream

                : hello

                data: {"at":"2026-11-23T06:00:00.5Z","kind":"path-switched","subject":"ens10","text":"to standby"}

                """);

        CliRun run = CliRun.of(home, "monitor");

        assertThat(run.out()).isEqualTo("2026-11-23T06:00:00.5Z  path-switched     ens10            to standby\n");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("the daemon ended the stream");
    }

    @Test
    void monitorWithJsonPrintsOneObjectALine() {
        daemon.answeringRaw("GET /v1/monitor", "HTTP/1.1 200 OK\r\n\r\ndata: {\"a\":1}\n\ndata:{\"b\":2}\n\n");

        assertThat(CliRun.of(home, "monitor", "-j").out()).isEqualTo("{\"a\":1}\n{\"b\":2}\n");
    }
}
