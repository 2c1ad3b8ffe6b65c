package io.netfailover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
    @TempDir
    Path home;

    private Path socket;

    @BeforeEach
    void makeRunDirectory() throws IOException {
        Files.createDirectory(home.resolve("run"));
        socket = home.resolve("run/api.sock");
    }

    @ParameterizedTest
    @CsvSource({
        "400, usage, 2",
        "404, refused, 3",
        "409, refused, 3",
        "504, timed-out, 5",
        "500, failed, 1",
        "500, something-newer, 1",
    })
    void theDaemonsErrorBecomesExitCodeMessageAndAdvice(int status, String error, int exitCode) throws IOException {
        try (ScriptedDaemon daemon = new ScriptedDaemon(socket)) {
            daemon.answering(
                    "POST /v1/masters",
                    status,
                    "{\"error\":\"" + error
                            + "\",\"message\":\"ens11 is a loopback\",\"advice\":\"Take another one.\"}");

            assertThat(CliRun.of(home, "master", "create", "m", "--standby", "ens11"))
                    .isEqualTo(new CliRun(
                            exitCode,
                            "",
                            "netfailover: cannot create master m: ens11 is a loopback\n  Take another one.\n"));
        }
    }

    @ParameterizedTest
    @CsvSource({"400, 2", "403, 3", "404, 3", "409, 3", "504, 5", "500, 1", "302, 1"})
    void anErrorThatIsNoJsonIsJudgedByItsStatus(int status, int exitCode) throws IOException {
        try (ScriptedDaemon daemon = new ScriptedDaemon(socket)) {
            daemon.answering("GET /v1/status", status, "<html>oops</html>");

            CliRun run = CliRun.of(home, "status");

            assertThat(run.exitCode()).isEqualTo(exitCode);
            assertThat(run.err()).contains("the daemon answered with HTTP status " + status);
        }
    }

    @Test
    void withoutASocketTheDaemonIsNotReachable() {
        CliRun run = CliRun.of(home, "status");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err())
                .isEqualTo(
                        "netfailover: cannot show the status: the daemon is not reachable: there is no socket at "
                                + socket
                                + "\n  Start it with 'netfailover daemon'; if it has another home, set NETFAILOVER_HOME or use --socket.\n");
    }

    @Test
    void aSocketThatNobodyListensOnSaysSo() throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }

        CliRun run = CliRun.of(home, "netdev", "list");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("nobody listens on " + socket, "It stopped or was killed");
    }

    @Test
    void aDaemonThatDoesNotAnswerTimesOut() throws Exception {
        try (ScriptedDaemon daemon = new ScriptedDaemon(socket)) {
            CliRun run = CliRun.of(home, "--timeout", "200ms", "status");

            assertThat(daemon.requests.poll(10, TimeUnit.SECONDS)).isNotNull();
            assertThat(run.exitCode()).isEqualTo(5);
            assertThat(run.err()).contains("cannot show the status: no answer from the daemon within 0.2 s");
        }
    }

    @Test
    void aStreamThatDoesNotBeginTimesOut() throws Exception {
        try (ScriptedDaemon daemon = new ScriptedDaemon(socket)) {
            assertThat(CliRun.of(home, "monitor", "--timeout", "200ms").exitCode())
                    .isEqualTo(5);
            assertThat(daemon.requests.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"masters\":[",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 2xx OK\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\n\r\nno json",
                "HTTP/1.1 200 OK\r\n\r\n{} {}",
                "HTTP/1.1 200 OK\r\n\r\n",
            })
    void aBrokenAnswerIsAFailureAndNeverHalfAPicture(String answer) throws IOException {
        try (ScriptedDaemon daemon = new ScriptedDaemon(socket)) {
            daemon.answeringRaw("GET /v1/status", answer);

            CliRun run = CliRun.of(home, "status");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("netfailover: ").doesNotContain("\tat ");
        }
    }

    @Test
    void anAnswerWithoutALengthEndsWithTheConnection() throws IOException {
        try (ScriptedDaemon daemon = new ScriptedDaemon(socket)) {
            daemon.answeringRaw("GET /v1/masters", "HTTP/1.0 200 OK\n\n{\"masters\":[]}");

            assertThat(CliRun.of(home, "master", "list", "-j").out()).isEqualTo("{\"masters\":[]}\n");
        }
    }

    @Test
    void theSocketCanBeNamed() throws IOException {
        Path other = home.resolve("other.sock");
        try (ScriptedDaemon daemon = new ScriptedDaemon(other)) {
            daemon.answering("GET /v1/masters", 200, "{\"masters\":[]}");

            assertThat(CliRun.of(home, "master", "list", "--socket", other.toString())
                            .exitCode())
                    .isZero();
        }
    }

    @Test
    void aSocketPathThatIsTooLongIsRefused() {
        CliRun run = CliRun.of(Path.of("/" + "h".repeat(94)), "status");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("at most 107 bytes, this one has 108");
    }
}
