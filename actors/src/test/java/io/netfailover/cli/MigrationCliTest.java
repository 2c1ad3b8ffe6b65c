package io.netfailover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MigrationCliTest {
    private static final String TAKEN = "{\"result\":\"taken\",\"id\":\"vm1-3\"}";
    private static final String FIRST = """
            {"step":"check-source","host":"hv1","undo":false,"attempt":1,"begun":"2026-11-23T05:59:50Z",\
            "ended":"2026-11-23T05:59:50.012Z","outcome":"done","words":"","advice":""}""";
    private static final String MOVE = """
            {"step":"migrate","host":"hv1","undo":false,"attempt":1,"begun":"2026-11-23T05:59:51Z",\
            "ended":%s,"outcome":%s,"words":"%s","advice":""}""";

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

    private static String migration(String phase, String result, String words, String progress, String... steps) {
        return """
                {"id":"vm1-3","order":{"domain":"vm1","source":"hv1","destination":"hv2","strategy":"explicit","feed":"both",\
                "noVf":"refuse","guestMaster":"kernel","timeout":"PT5M","bandwidthMiBps":100,"maxDowntimeMs":0,\
                "autoConverge":true,"parallelConnections":0,"tls":false,"copyStorage":false},\
                "requestedBy":"host:hv1 user:root","requestedAt":"2026-11-23T05:59:50Z","endedAt":%s,"phase":"%s","result":%s,\
                "words":"%s","advice":"","timeline":[%s],"progress":%s}""".formatted(
                        result.isEmpty() ? "null" : "\"2026-11-23T06:00:02.300Z\"",
                        phase,
                        result.isEmpty() ? "null" : "\"" + result + "\"",
                        words,
                        String.join(",", steps),
                        progress);
    }

    private static String progress(String downtime) {
        return "{\"phase\":\"active\",\"transferredBytes\":536870912,\"remainingBytes\":1048576,\"totalBytes\":1073741824,"
                + "\"iterations\":3,\"downtimeMs\":" + downtime + "}";
    }

    private static String running() {
        return migration("running", "", "migrate", progress("null"), FIRST, MOVE.formatted("null", "null", ""));
    }

    private static String ended(String result, String words) {
        return migration(
                result,
                result,
                words,
                progress("34"),
                FIRST,
                MOVE.formatted("\"2026-11-23T06:00:01.500Z\"", "\"done\"", "stopped for 34 ms"));
    }

    @Test
    void anOrderSaysOnlyWhatWasChosen() {
        daemon.answering("POST /v1/migrations", 202, TAKEN);

        CliRun run = CliRun.of(home, "migrate", "vm1", "--to", "hv2", "--detach");

        assertThat(run)
                .isEqualTo(new CliRun(
                        0,
                        "migration vm1-3 is under way\n  Follow it with 'netfailover migration show vm1-3', end it with"
                                + " 'netfailover migration cancel vm1-3'.\n",
                        ""));
        assertThat(daemon.requests)
                .extracting(ScriptedDaemon.Request::body)
                .containsExactly(
                        "{\"domain\":\"vm1\",\"to\":\"hv2\",\"autoConverge\":false,\"tls\":false,\"copyStorage\":false}");
    }

    @Test
    void anOrderSaysAllThatWasChosen() {
        daemon.answering("POST /v1/migrations", 202, TAKEN);

        CliRun run = CliRun.of(
                home,
                ("migrate vm1 --to hv2 --strategy teaming --feed move --no-vf degraded --guest-master netfailover --timeout 10m"
                                + " --bandwidth 500 --max-downtime 300ms --auto-converge --parallel 4 --tls --copy-storage"
                                + " --detach -j")
                        .split(" "));

        assertThat(run).isEqualTo(new CliRun(0, TAKEN + "\n", ""));
        assertThat(daemon.requests)
                .extracting(ScriptedDaemon.Request::body)
                .containsExactly("{\"domain\":\"vm1\",\"to\":\"hv2\",\"strategy\":\"teaming\",\"feed\":\"move\","
                        + "\"noVf\":\"degraded\",\"guestMaster\":\"netfailover\",\"timeout\":\"PT10M\",\"bandwidthMiBps\":500,"
                        + "\"maxDowntimeMs\":300,\"parallelConnections\":4,\"autoConverge\":true,\"tls\":true,"
                        + "\"copyStorage\":true}");
    }

    private void follows(String... answers) {
        daemon.answering("POST /v1/migrations", 202, TAKEN);
        for (String answer : answers) {
            daemon.answering("GET /v1/migrations/vm1-3", 200, answer);
        }
    }

    @Test
    void eachStepIsALineWhenItHasEnded() {
        follows(running(), ended("completed", "vm1 runs on hv2"));

        assertThat(CliRun.of(home, "migrate", "vm1", "--to", "hv2")).isEqualTo(new CliRun(0, """
                check-source on hv1: done in 12ms
                migrate on hv1: done in 10s, stopped for 34 ms
                vm1 runs on hv2: 12s in all, stopped for 34 ms
                """, ""));
    }

    @Test
    void onATerminalOneLineIsRewritten() {
        follows(running(), ended("completed", "vm1 runs on hv2"));

        assertThat(CliRun.of(home, true, "migrate", "vm1", "--to", "hv2").out())
                .isEqualTo("\rvm1-3 migrate on hv1 9.0s: 512.0 MiB sent, 1.0 MiB left, 3 iterations\u001b[K"
                        + "\rvm1-3 migrate on hv1: 512.0 MiB sent, 1.0 MiB left, 3 iterations, downtime 34 m\u001b[K"
                        + "\r\u001b[Kvm1 runs on hv2: 12s in all, stopped for 34 ms\n");
    }

    @Test
    void asJsonOnlyTheEndIsPrinted() {
        String end = ended("completed", "vm1 runs on hv2");
        follows(running(), end);

        assertThat(CliRun.of(home, "migrate", "vm1", "--to", "hv2", "--json")).isEqualTo(new CliRun(0, end + "\n", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "rolled-back, 1, was rolled back",
        "lost, 1, lost the VM",
        "refused, 3, 'was refused, nothing was changed'"
    })
    void theResultDecidesTheExitCode(String result, int exitCode, String fate) {
        follows(ended(result, "cancelled"));

        CliRun run = CliRun.of(home, "migrate", "vm1", "--to", "hv2");

        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.err())
                .isEqualTo("netfailover: migration vm1-3 " + fate
                        + ": cancelled\n  'netfailover migration show vm1-3' shows each step.\n");
    }

    @Test
    void aDaemonThatIsAwayForAWhileIsWaitedFor() {
        daemon.answering("POST /v1/migrations", 202, TAKEN)
                .answering("GET /v1/migrations/vm1-3", 503, "{\"error\":\"not-reachable\",\"message\":\"away\"}")
                .answering("GET /v1/migrations/vm1-3", 404, "{\"error\":\"refused\",\"message\":\"unknown\"}")
                .answering("GET /v1/migrations/vm1-3", 200, ended("completed", "vm1 runs on hv2"));

        assertThat(CliRun.of(home, "migrate", "vm1", "--to", "hv2").exitCode()).isZero();
    }

    @Test
    void anInterruptedWatcherSaysHowToGoOn() throws Exception {
        follows(running());
        AtomicReference<CliRun> run = new AtomicReference<>(new CliRun(-1, "", ""));
        Thread client = new Thread(() -> run.set(CliRun.of(home, "migrate", "vm1", "--to", "hv2")));
        client.start();
        for (int request = 1; request <= 3; request++) {
            assertThat(daemon.requests.poll(10, TimeUnit.SECONDS)).isNotNull();
        }

        client.interrupt();
        client.join(10_000);

        assertThat(java.util.Objects.requireNonNull(run.get()).err())
                .contains("migration vm1-3 goes on without being watched", "migration cancel vm1-3");
    }

    @Test
    void aDryRunShowsStepsAndCommandsReadyToPaste() {
        daemon.answering("POST /v1/migrations/dry-run", 200, """
                {"order":{"domain":"vm1","source":"hv1","destination":"hv2","strategy":"explicit"},"possible":false,"steps":[
                {"step":"check-source","host":"hv1","outcome":"done","words":"holds","advice":"","commands":[]},
                {"step":"check-destination","host":"hv2","outcome":"refused","words":"there is no bridge br0 on hv2",
                "advice":"make it","commands":[]},
                {"step":"standby-up","host":"hv1","outcome":"done","words":"to do","advice":"",
                "commands":["virsh domif-setlink vm1 vmtap01 up"]}]}""");

        CliRun run = CliRun.of(home, "migrate", "vm1", "--to", "hv2", "--dry-run");

        assertThat(run).isEqualTo(new CliRun(3, """
                migrate vm1 from hv1 to hv2, strategy explicit: nothing is changed

                NR  STEP               HOST  CHECK    FOUND NOW
                1   check-source       hv1   ok       holds
                2   check-destination  hv2   refused  there is no bridge br0 on hv2
                3   standby-up         hv1   ok       to do

                # The same by hand:
                # 3 standby-up, on hv1
                virsh domif-setlink vm1 vmtap01 up

                It would not succeed now:
                ! check-destination on hv2: there is no bridge br0 on hv2
                  make it
                """, ""));
    }

    @Test
    void aMigrationIsShownWithItsTimeline() {
        daemon.answering("GET /v1/migrations/vm1-3", 200, ended("completed", "vm1 runs on hv2"));

        assertThat(CliRun.of(home, "migration", "show", "vm1-3")).isEqualTo(new CliRun(0, """
                migration    vm1-3
                domain       vm1, from hv1 to hv2
                state        completed: vm1 runs on hv2
                order        strategy explicit, feed both, no VF: refuse, guest master kernel, timeout 5m0s, at most 100 MiB/s,\
                 auto-converge
                requested    2026-11-23T05:59:50Z by host:hv1 user:root
                ended        2026-11-23T06:00:02.300Z (took 12s)
                memory       512.0 MiB sent, 1.0 MiB left, 3 iterations, downtime 34 ms
                downtime     34 ms

                STEP          HOST  BEGUN                 TOOK  OUTCOME  WORDS
                check-source  hv1   2026-11-23T05:59:50Z  12ms  done    \s
                migrate       hv1   2026-11-23T05:59:51Z  10s   done     stopped for 34 ms
                """, ""));
    }

    @Test
    void anUndoIsMarked() {
        Json step = DaemonClient.parse("{\"step\":\"detach-vf\",\"undo\":true,\"attempt\":2}");

        assertThat(MigrationText.step(step)).isEqualTo("undo detach-vf, try 2");
    }

    @Test
    void migrationsAreListed() {
        daemon.answering("GET /v1/migrations", 200, "{\"migrations\":[" + ended("completed", "vm1 runs on hv2") + "]}");

        assertThat(CliRun.of(home, "migration", "list").out()).isEqualTo("""
                MIGRATION  DOMAIN  FROM  TO   STATE      REQUESTED             TOOK  DOWNTIME  WHAT
                vm1-3      vm1     hv1   hv2  completed  2026-11-23T05:59:50Z  12s   34 ms     vm1 runs on hv2
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "migration cancel vm1-3, POST /v1/migrations/vm1-3/cancel, migration vm1-3 is being cancelled",
        "migration resume vm1-3, POST /v1/migrations/vm1-3/resume, migration vm1-3 tries again",
        "vf reserve ens1f0 3 --for vm1, POST /v1/vfs/ens1f0/3/reserve, VF 3 of ens1f0 is reserved for vm1",
        "alarm ack one-way master ens10, POST /v1/alarms/acknowledge, alarm one-way of master ens10 is acknowledged",
        "vf release ens1f0 3, POST /v1/vfs/ens1f0/3/release, VF 3 of ens1f0 is free"
    })
    void whatWasAskedForIsSaid(String command, String request, String said) {
        daemon.answering(request, 200, "{\"result\":\"done\"}");

        CliRun run = CliRun.of(home, command.split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith(said + "\n");
    }

    @Test
    void vfsAreListed() {
        daemon.answering("GET /v1/vfs", 200, """
                {"vfs":[{"pf":"ens1f0","index":3,"pci":"0000:03:10.3","state":"in-use","by":"vm1"},
                {"pf":"ens1f0","index":4,"pci":"0000:03:10.4","state":"free","by":null}]}""");

        assertThat(CliRun.of(home, "vf", "list").out()).isEqualTo("""
                PF      INDEX  PCI           STATE   BY
                ens1f0  3      0000:03:10.3  in-use  vm1
                ens1f0  4      0000:03:10.4  free    -
                """);
    }

    @Test
    void aDomainIsShownWithItsPairAndWithWhatHoldsIt() {
        daemon.answering("GET /v1/domains/vm1", 200, """
                {"name":"vm1","state":"running","persistent":true,"nics":[
                {"alias":"ua-s0","model":"virtio","mac":"52:54:00:00:12:53","hostLink":"vmtap01","vf":null,"linkUp":false,
                "pairOf":null,"failover":true},
                {"alias":"ua-p0","model":"hostdev","mac":"52:54:00:00:12:53","hostLink":null,"vf":"0000:03:10.3","linkUp":true,
                "pairOf":"ua-s0","failover":false}],"job":null,
                "obstacles":["The vvfat (rw) format does not support live migration"],"standbyNegotiated":true}""");

        assertThat(CliRun.of(home, "domain", "show", "vm1").out()).isEqualTo("""
                domain       vm1
                state        running, persistent
                standby      negotiated
                job          -
                obstacle     The vvfat (rw) format does not support live migration

                NIC    MODEL    MAC                LINK  AT            PART
                ua-s0  virtio   52:54:00:00:12:53  down  vmtap01       standby
                ua-p0  hostdev  52:54:00:00:12:53  up    0000:03:10.3  primary of ua-s0
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate vm1",
                "migrate --to hv2",
                "migrate vm1 --to hv2 --strategy magic",
                "migrate vm1 --to hv2 --no-vf never",
                "migrate vm1 --to hv2 --timeout 5",
                "migrate vm1 --to hv2 --bandwidth fast",
                "vf reserve ens1f0 3",
                "vf release ens1f0 three",
                "alarm ack one-way",
                "migration show"
            })
    void wrongUsageIsSaidBeforeTheDaemonIsAsked(String command) {
        CliRun run = CliRun.of(home, command.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("netfailover: ").contains("\n  ");
        assertThat(daemon.requests).isEmpty();
    }

    @Test
    void withoutADaemonTheFleetsJournalIsNotSoughtOnTheDisk() throws IOException {
        daemon.close();

        CliRun run = CliRun.of(home, "journal", "events", "migration/vm1");

        assertThat(run.exitCode()).isEqualTo(4);
    }

    @Test
    void journalledRecordsAreReadable() {
        assertThat(JournalText.table("""
                {"events":[{"at":"2026-11-23T06:00:00Z","entity":"agent|host","sequence":1,"event":"agent-effect-begun",
                "data":{"id":"vm1-3","number":7,"step":"detach-vf","undo":false,"plan":{"order":{"domain":"vm1"}},
                "at":"2026-11-23T06:00:00Z","holding":{"vf":{"pf":"ens1f0","index":3},"by":"vm1","words":"","why":null}}}]}"""))
                .endsWith("id=vm1-3 number=7 step=detach-vf undo=false" + " holding={vf={pf=ens1f0 index=3} by=vm1}\n");
    }
}
