package io.netfailover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangingCommandsTest {
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
    void createSendsTheDefaultsInWords() {
        daemon.answering("POST /v1/masters", 201, "{\"result\":\"created\",\"master\":" + Answers.MASTER + "}");

        CliRun run = CliRun.of(home, "master", "create", "ens10", "--standby", "ens10");

        assertThat(run).isEqualTo(new CliRun(0, "master ens10 created: path primary, steering bpf-probe\n", ""));
        assertThat(daemon.requests)
                .containsExactly(
                        new ScriptedDaemon.Request(
                                "POST /v1/masters HTTP/1.0",
                                "{\"name\":\"ens10\",\"standby\":\"ens10\",\"steering\":\"auto\",\"layout\":\"direct\",\"rx\":\"open\"}"));
    }

    @Test
    void createSendsWhatWasChosen() {
        daemon.answering("POST /v1/masters", 201, "{\"result\":\"created\",\"master\":" + Answers.MASTER + "}");

        CliRun.of(
                home,
                "master",
                "create",
                "m0",
                "--standby",
                "eth0",
                "--steering",
                "bpf-flip",
                "--layout",
                "direct",
                "--rx",
                "strict");

        assertThat(daemon.requests)
                .extracting(ScriptedDaemon.Request::body)
                .containsExactly(
                        "{\"name\":\"m0\",\"standby\":\"eth0\",\"steering\":\"bpf-flip\",\"layout\":\"direct\",\"rx\":\"strict\"}");
    }

    @Test
    void aCreationThatIsToBeConfirmedSaysByWhen() {
        String master = Answers.MASTER.replaceFirst("\\{", "{\"confirmBy\":\"2026-11-23T06:01:00Z\",");
        daemon.answering("POST /v1/masters", 201, "{\"result\":\"created\",\"master\":" + master + "}");

        CliRun run = CliRun.of(home, "master", "create", "ens10", "--standby", "ens10", "--confirm", "60s");

        assertThat(run.out())
                .contains("it is undone at 2026-11-23")
                .endsWith("unless you run 'netfailover master confirm ens10' before\n");
        assertThat(daemon.requests)
                .extracting(ScriptedDaemon.Request::body)
                .singleElement()
                .asString()
                .contains("\"confirm\":\"PT1M\"");
    }

    @Test
    void aCreationIsConfirmed() {
        daemon.answering("POST /v1/masters/ens10/confirm", 200, "{\"result\":\"confirmed\"}");

        assertThat(CliRun.of(home, "master", "confirm", "ens10"))
                .isEqualTo(new CliRun(0, "master ens10 confirmed, it stays\n", ""));
    }

    @Test
    void creatingWhatExistsAlreadyIsDone() {
        daemon.answering("POST /v1/masters", 200, "{\"result\":\"exists\",\"master\":" + Answers.MASTER + "}");

        CliRun run = CliRun.of(home, "master", "create", "ens10", "--standby", "ens10");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("master ens10 exists already: path primary");
    }

    @ParameterizedTest
    @CsvSource({"destroyed, master ens10 destroyed", "absent, master ens10 is not there"})
    void destroyingIsDoneWhetherItWasThereOrNot(String result, String said) {
        daemon.answering("DELETE /v1/masters/ens10", 200, "{\"result\":\"" + result + "\"}");

        assertThat(CliRun.of(home, "master", "destroy", "ens10")).isEqualTo(new CliRun(0, said + "\n", ""));
    }

    @Test
    void aLoggersLevelIsChanged() {
        daemon.answering("PUT /v1/loggers/io.netfailover", 200, "");

        CliRun run = CliRun.of(home, "log", "level", "io.netfailover", "debug");

        assertThat(run).isEqualTo(new CliRun(0, "logger io.netfailover is at DEBUG\n", ""));
        assertThat(daemon.requests).extracting(ScriptedDaemon.Request::body).containsExactly("{\"level\":\"DEBUG\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "master create",
                "master create ens10",
                "master create sixteen-chars-xx --standby a",
                "master create a:b --standby a",
                "master create m --standby a --steering magic",
                "master create m --standby a --layout round",
                "master create m --standby a --rx sometimes",
                "master release ens10",
                "master",
                "netdev",
                "frobnicate",
                "status --jsn",
                "status --timeout 30",
                "status --timeout 0s",
                "journal events --since yesterday",
                "log level io.netfailover LOUD",
            })
    void wrongUsageIsSaidBeforeTheDaemonIsAsked(String command) {
        CliRun run = CliRun.of(home, command.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("netfailover: ").contains("\n  ");
        assertThat(daemon.requests).isEmpty();
    }

    @Test
    void usageErrorsNameTheRule() {
        assertThat(CliRun.of(home, "master", "create", "sixteen-chars-xx", "--standby", "a")
                        .err())
                .contains("a link name has at most 15 characters, 'sixteen-chars-xx' has 16");
        assertThat(CliRun.of(home, "master", "create", "m", "--standby", "a", "--steering", "magic")
                        .err())
                .contains("unknown steering 'magic' (auto, bpf, bpf-probe, bpf-flip, mirred, tap, bond)");
        assertThat(CliRun.of(home, "master", "cretae").err()).contains("Did you mean create");
    }

    @Test
    void setSendsWhatIsToChangeAndShowsWhatBecameOfIt() {
        daemon.answering(
                "PATCH /v1/masters/ens10",
                200,
                "{\"result\":\"set\",\"policy\":{\"prefer\":\"auto\",\"up-delay\":\"5s\",\"flap-limit\":\"4\"}}");

        CliRun run = CliRun.of(home, "master", "set", "ens10", "up-delay=5000ms", "flap-limit=4");

        assertThat(run).isEqualTo(new CliRun(0, "master ens10: up-delay=5s flap-limit=4\n", ""));
        assertThat(daemon.requests)
                .extracting(ScriptedDaemon.Request::body)
                .containsExactly("{\"up-delay\":\"5000ms\",\"flap-limit\":\"4\"}");
    }

    @Test
    void preferIsAKeyOfThePolicy() {
        daemon.answering(
                "PATCH /v1/masters/ens10", 200, "{\"result\":\"unchanged\",\"policy\":{\"prefer\":\"standby\"}}");

        CliRun run = CliRun.of(home, "master", "prefer", "ens10", "standby");

        assertThat(run).isEqualTo(new CliRun(0, "master ens10 has that policy already: prefer=standby\n", ""));
        assertThat(daemon.requests)
                .extracting(ScriptedDaemon.Request::body)
                .containsExactly("{\"prefer\":\"standby\"}");
    }

    @Test
    void setWithoutKeysShowsThePolicy() {
        daemon.answering("GET /v1/masters/ens10", 200, Answers.MASTER);

        assertThat(CliRun.of(home, "master", "set", "ens10").out()).isEqualTo("""
                POLICY    VALUE
                prefer    auto
                up-delay  5s
                """);
    }
}
