package io.netfailover.api;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfailover.actors.Boards;
import io.netfailover.actors.Inventory.ConfirmMaster;
import io.netfailover.actors.Inventory.CreateMaster;
import io.netfailover.actors.Inventory.DestroyMaster;
import io.netfailover.actors.Inventory.SetPolicy;
import io.netfailover.actors.Links;
import io.netfailover.actors.MasterProtocol.Outcome;
import io.netfailover.actors.MasterRequest;
import io.netfailover.actors.MonitorEvent;
import io.netfailover.actors.NetlinkStatus;
import io.netfailover.actors.OverdueException;
import io.netfailover.actors.RefusedException;
import io.netfailover.actors.SteeringStatus;
import io.netfailover.actors.TestHost;
import io.netfailover.api.UnixClient.Answer;
import io.netfailover.netlink.Link;
import io.netfailover.types.Layout;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Link STANDBY =
            Links.veth(10, "ens10nsby").altName("enp0s3").link();
    private static final Link PRIMARY = Links.veth(11, "ens11").link();
    private static final String CREATE =
            "{\"name\":\"ens10\",\"standby\":\"ens10nsby\",\"steering\":\"bpf-flip\",\"rx\":\"strict\"}";

    private final TestDaemon daemon = daemon("");
    private final ApiServer server = server(daemon);

    static TestDaemon daemon(String configuration) {
        try {
            return new TestDaemon(Files.createTempDirectory("nfapi"), configuration, STANDBY, PRIMARY);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static ApiServer server(TestDaemon daemon) {
        try {
            return ApiServer.start(daemon.view());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeAll
    void showWhatIsThere() {
        Boards.show(daemon.board, Boards.master("primary"));
        Boards.show(daemon.board, new NetlinkStatus(true, 2, 3, 4));
        Boards.show(daemon.board, new SteeringStatus(5, 6, 7.5, 8, 8.5));
        Boards.showReady(daemon.board);
    }

    @AfterAll
    void close() throws IOException {
        server.close();
        daemon.close();
    }

    @BeforeEach
    void forget() {
        daemon.asked.clear();
        daemon.answer = StatusReply.success(Outcome.CREATED);
    }

    private Answer ask(String request) throws IOException {
        return UnixClient.ask(daemon.socket(), request, "");
    }

    private Answer ask(String request, String body) throws IOException {
        return UnixClient.ask(daemon.socket(), request, body);
    }

    private JsonNode get(String target) throws IOException {
        Answer answer = ask("GET " + target);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(answer.head()).contains("Content-Type: application/json");
        return JSON.readTree(answer.body());
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void assertProblem(Answer answer, int status, String word, String message, String advice)
            throws IOException {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(names(problem)).containsExactly("error", "message", "advice");
        assertThat(problem.path("error").asText()).isEqualTo(word);
        assertThat(problem.path("message").asText()).isEqualTo(message);
        assertThat(problem.path("advice").asText()).isEqualTo(advice);
    }

    @Test
    void theStatusHasAllPartsUnderStableNames() throws IOException {
        JsonNode status = get("/v1/status");

        assertThat(names(status))
                .containsExactly("daemon", "netlink", "steering", "journal", "fleet", "alarms", "masters", "netdevs");
        assertThat(names(status.path("daemon")))
                .containsExactly(
                        "pid",
                        "version",
                        "java",
                        "home",
                        "bootId",
                        "netnsCookie",
                        "startedAt",
                        "uptimeSeconds",
                        "ready");
        assertThat(names(status.path("netlink")))
                .containsExactly(
                        "synced",
                        "links",
                        "messages",
                        "overruns",
                        "resyncs",
                        "corrected",
                        "malformed",
                        "receiveBufferBytes",
                        "lastEventAt");
        assertThat(names(status.path("steering")))
                .containsExactly("switches", "reflexes", "lastReflexMicros", "p99ReflexMicros", "maxReflexMicros");
        assertThat(names(status.path("journal"))).containsExactly("events", "entities", "bytes", "schema");
    }

    @Test
    void theStatusSaysWhatTheDaemonKnows() throws IOException {
        JsonNode status = get("/v1/status");

        assertThat(status.at("/daemon/pid").asLong())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(status.at("/daemon/version").asText()).isEqualTo("1.2.3");
        assertThat(status.at("/daemon/bootId").asText()).isEqualTo(TestHost.IDENTITY.bootId());
        assertThat(status.at("/daemon/startedAt").asText()).isEqualTo("2026-11-23T05:59:00Z");
        assertThat(status.at("/daemon/uptimeSeconds").asDouble()).isEqualTo(60.0);
        assertThat(status.at("/daemon/ready").asBoolean()).isTrue();
        assertThat(status.at("/netlink/messages").asLong()).isEqualTo(2);
        assertThat(status.at("/netlink/overruns").asLong()).isEqualTo(5);
        assertThat(status.at("/netlink/malformed").asLong()).isEqualTo(7);
        assertThat(status.at("/netlink/resyncs").asLong()).isEqualTo(3);
        assertThat(status.at("/netlink/corrected").asLong()).isEqualTo(4);
        assertThat(status.at("/netlink/lastEventAt").isNull()).isTrue();
        assertThat(status.at("/steering/lastReflexMicros").asDouble()).isEqualTo(7.5);
        assertThat(status.at("/journal/events").asLong()).isEqualTo(2);
        assertThat(status.at("/journal/entities").asLong()).isEqualTo(2);
        assertThat(status.at("/masters/0/name").asText()).isEqualTo("ens10");
        assertThat(status.path("netdevs")).hasSize(2);
    }

    @Test
    void aLinkHasItsRoleForAMasterOfOurs() throws IOException {
        JsonNode netdevs = get("/v1/netdevs").path("netdevs");

        assertThat(names(netdevs.get(0)))
                .containsExactly(
                        "name",
                        "ifindex",
                        "key",
                        "kind",
                        "mac",
                        "permanentMac",
                        "mtuBytes",
                        "up",
                        "carrier",
                        "operState",
                        "master",
                        "role",
                        "failoverMaster",
                        "journalled",
                        "alias",
                        "altNames",
                        "parent");
        assertThat(netdevs.at("/0/name").asText()).isEqualTo("ens10nsby");
        assertThat(netdevs.at("/0/role").asText()).isEqualTo("standby");
        assertThat(netdevs.at("/1/role").asText()).isEqualTo("primary");
        assertThat(netdevs.at("/1/failoverMaster").asText()).isEqualTo("ens10");
        assertThat(netdevs.at("/1/permanentMac").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"ens10nsby", "enp0s3"})
    void aLinkIsFoundByNameAndByAlternativeName(String name) throws IOException {
        assertThat(get("/v1/netdevs/" + name).path("ifindex").asInt()).isEqualTo(10);
    }

    @Test
    void aMasterShowsItsSlavesCountersAndLastSwitch() throws IOException {
        JsonNode master = get("/v1/masters").path("masters").get(0);

        assertThat(master).isEqualTo(get("/v1/masters/ens10"));
        assertThat(names(master))
                .containsExactly(
                        "name",
                        "state",
                        "ifindex",
                        "idle",
                        "up",
                        "carrier",
                        "mac",
                        "mtuBytes",
                        "path",
                        "steering",
                        "asked",
                        "bestSteering",
                        "why",
                        "layout",
                        "rx",
                        "policy",
                        "slaves",
                        "counters",
                        "switches",
                        "lastSwitch",
                        "held",
                        "alarms",
                        "confirmBy",
                        "settings",
                        "statistics");
        assertThat(names(master.path("settings")))
                .containsExactly("minMtuBytes", "maxMtuBytes", "speedMbits", "duplex");
        assertThat(names(master.path("statistics"))).containsExactly("rxPackets", "txBytes");
        assertThat(names(master.at("/slaves/0")))
                .containsExactly("role", "name", "ifindex", "up", "carrier", "present", "silent", "refusal");
        assertThat(master.at("/slaves/2/refusal").asText()).isEqualTo("a primary is registered already: ens11");
        assertThat(names(master.path("counters")))
                .containsExactly(
                        "transmittedOnPrimary",
                        "transmittedOnStandby",
                        "transmitDropped",
                        "receivedOnPrimary",
                        "receivedOnStandby",
                        "receiveDropped");
        assertThat(names(master.path("lastSwitch"))).containsExactly("at", "from", "to", "reason");
        assertThat(master.at("/lastSwitch/at").asText()).isEqualTo("2026-11-23T06:00:00Z");
    }

    @Test
    void whatIsNotThereIsNotFoundAndTheAnswerSaysWhereToLook() throws IOException {
        assertProblem(
                ask("GET /v1/netdevs/ens99"),
                404,
                "refused",
                "there is no link 'ens99'",
                "'netfailover netdev list' shows what there is");
        assertProblem(
                ask("GET /v1/masters/ens99"),
                404,
                "refused",
                "there is no failover master 'ens99'",
                "'netfailover master list' shows what there is");
    }

    @ParameterizedTest
    @CsvSource({"GET /", "GET /v1", "GET /v2/status", "POST /v1/status", "DELETE /v1/masters", "GET /v1/masters/a/b"})
    void anUnknownRequestIsNotFound(String request) throws IOException {
        assertProblem(ask(request), 404, "refused", "there is no " + request, "see docs/reference/json.md");
    }

    @Test
    void aCreationIsAskedForInTheCallersName() throws IOException {
        Answer answer = ask("POST /v1/masters", CREATE);

        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        JsonNode document = JSON.readTree(answer.body());
        assertThat(document.path("result").asText()).isEqualTo("created");
        assertThat(document.at("/master/name").asText()).isEqualTo("ens10");
        CreateMaster asked = (CreateMaster) daemon.asked.remove();
        assertThat(asked.request())
                .isEqualTo(new MasterRequest(
                        new MasterName("ens10"), "ens10nsby", Steering.BPF_FLIP, ReceiveRule.STRICT, Layout.DIRECT));
        assertThat(asked.requestedBy()).isEqualTo("user:" + System.getProperty("user.name"));
    }

    @Test
    void aCreationMayWaitForItsConfirmation() throws IOException {
        ask("POST /v1/masters", "{\"name\":\"ens10\",\"standby\":\"ens10nsby\",\"confirm\":\"PT1M\"}");

        CreateMaster asked = (CreateMaster) daemon.asked.remove();
        assertThat(asked.request().confirmWithin()).contains(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"60s", "PT0.5S", "PT25H", "soon"})
    void aTimeForTheConfirmationHasItsForm(String time) throws IOException {
        assertProblem(
                ask("POST /v1/masters", "{\"name\":\"ens10\",\"standby\":\"e\",\"confirm\":\"" + time + "\"}"),
                400,
                "usage",
                "confirm is '" + time + "'",
                "write a time from 1s to 24h");
    }

    @Test
    void aCreationIsConfirmed() throws IOException {
        daemon.answer = StatusReply.success(Outcome.CONFIRMED);
        Answer answer = ask("POST /v1/masters/ens10/confirm");

        assertThat(JSON.readTree(answer.body()).path("result").asText()).isEqualTo("confirmed");
        ConfirmMaster asked = (ConfirmMaster) daemon.asked.remove();
        assertThat(asked.name()).isEqualTo(new MasterName("ens10"));
        assertThat(asked.requestedBy()).isEqualTo("user:" + System.getProperty("user.name"));
    }

    @Test
    void aCreationNeedsOnlyNameAndStandby() throws IOException {
        ask("POST /v1/masters", "{\"name\":\"ens10\",\"standby\":\"ens10nsby\"}");

        CreateMaster asked = (CreateMaster) daemon.asked.remove();
        assertThat(asked.request())
                .isEqualTo(new MasterRequest(
                        new MasterName("ens10"), "ens10nsby", Steering.AUTO, ReceiveRule.OPEN, Layout.DIRECT));
    }

    @Test
    void aMasterThatExistsIsNoNewOne() throws IOException {
        daemon.answer = StatusReply.success(Outcome.EXISTS);

        Answer answer = ask("POST /v1/masters", CREATE);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("result").asText()).isEqualTo("exists");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|a link name may not be empty|choose a name that the kernel takes",
                "{\"name\":\"a/b\",\"standby\":\"x\"}|'a/b' has a character that a link name may not have (blank, '/',"
                        + " ':', '%', or beyond ASCII)|choose a name that the kernel takes",
                "{\"name\":\"ens10\"}|no standby is named|say which link is always there: --standby IF",
                "{\"name\":\"a\",\"standby\":\"x\",\"steering\":\"magic\"}|unknown steering 'magic'|see 'netfailover"
                        + " --help'",
                "{\"name\":\"a\",\"standby\":\"x\",\"rx\":\"all\"}|unknown rx 'all'|see 'netfailover --help'",
                "{\"name\":\"a\",\"standby\":\"x\",\"layout\":\"round\"}|unknown layout 'round'|see 'netfailover --help'",
                "[]|the request's body is no JSON object|send a JSON object"
            })
    void aWrongRequestIsRefusedBeforeAnybodyIsAsked(String body, String message, String advice) throws IOException {
        assertProblem(ask("POST /v1/masters", body), 400, "usage", message, advice);
        assertThat(daemon.asked).isEmpty();
    }

    @Test
    void aBodyThatIsNoJsonIsRefused() throws IOException {
        Answer answer = ask("POST /v1/masters", "{name");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("message").asText()).startsWith("the request's body is no JSON: ");
    }

    @Test
    void aRefusalIsAConflictWithItsAdvice() throws IOException {
        daemon.answer =
                StatusReply.error(new RefusedException("'ens10' belongs to 'br0' already", "take it out first"));

        assertProblem(
                ask("POST /v1/masters", CREATE),
                409,
                "refused",
                "'ens10' belongs to 'br0' already",
                "take it out first");
    }

    @Test
    void anOverdueEffectTimesOut() throws IOException {
        daemon.answer = StatusReply.error(new OverdueException("master create ens10 has not ended within 10 s"));

        assertProblem(
                ask("POST /v1/masters", CREATE),
                504,
                "timed-out",
                "master create ens10 has not ended within 10 s",
                "it may still be done: see 'netfailover status'");
    }

    @Test
    void aFailureIsToldInTheKernelsWords() throws IOException {
        daemon.answer = StatusReply.error("master 'ens10' was not created: Device or resource busy (EBUSY)");

        assertProblem(
                ask("POST /v1/masters", CREATE),
                500,
                "failed",
                "master 'ens10' was not created: Device or resource busy (EBUSY)",
                "the daemon's log says more");
    }

    @ParameterizedTest
    @CsvSource({"DESTROYED, destroyed", "ABSENT, absent"})
    void aDestructionAnswersWithItsOutcome(Outcome outcome, String word) throws IOException {
        daemon.answer = StatusReply.success(outcome);

        Answer answer = ask("DELETE /v1/masters/ens10");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("result").asText()).isEqualTo(word);
        DestroyMaster asked = (DestroyMaster) daemon.asked.remove();
        assertThat(asked.name()).isEqualTo(new MasterName("ens10"));
        assertThat(asked.requestedBy()).isEqualTo("user:" + System.getProperty("user.name"));
    }

    @Test
    void theJournalIsReadByEntityLinkAndTime() throws IOException {
        JsonNode all = get("/v1/journal/events").path("events");
        assertThat(all).hasSize(2);
        assertThat(names(all.get(0))).containsExactly("entity", "link", "sequence", "at", "event", "data", "problem");

        JsonNode one = get("/v1/journal/events?entity=ens11").path("events");
        assertThat(one).hasSize(1);
        String entity = one.at("/0/entity").asText();
        assertThat(entity).isEqualTo("netdev|" + TestHost.IDENTITY.key(PRIMARY));
        assertThat(one.at("/0/link").asText()).isEqualTo("ens11");
        assertThat(one.at("/0/sequence").asLong()).isEqualTo(1);
        assertThat(one.at("/0/at").asText()).isEqualTo("2026-11-23T06:00:00Z");
        assertThat(one.at("/0/data/picture/mtuBytes").asInt()).isEqualTo(1500);
        assertThat(one.at("/0/problem").isNull()).isTrue();

        assertThat(get("/v1/journal/events?entity=" + entity.replace("|", "%7C")))
                .isEqualTo(get("/v1/journal/events?entity=" + entity.replace("|", "/")));
        assertThat(get("/v1/journal/events?since=2026-11-23T06:00:00Z").path("events"))
                .hasSize(2);
        assertThat(get("/v1/journal/events?since=2026-11-23T06:00:01Z").path("events"))
                .isEmpty();
        assertThat(get("/v1/journal/events?entity=ens99").path("events")).isEmpty();
    }

    @Test
    void aTimeThatIsNoneIsRefused() throws IOException {
        assertProblem(
                ask("GET /v1/journal/events?since=yesterday"),
                400,
                "usage",
                "since=yesterday is no instant",
                "write 2026-11-23T06:00:00Z");
    }

    @Test
    void theMonitorDeliversEventsAsTheyHappen() throws IOException {
        try (UnixClient monitor = UnixClient.open(daemon.socket(), "GET /v1/monitor", "")) {
            assertThat(monitor.await("Content-Type")).isEqualTo("Content-Type: text/event-stream");
            monitor.await(": netfailover monitor");
            Boards.announce(
                    daemon.board, new MonitorEvent(TestHost.NOW, "path-switched", "ens10", "primary -> standby"));

            JsonNode event = JSON.readTree(monitor.await("data: ").substring("data: ".length()));

            assertThat(names(event)).containsExactly("at", "kind", "subject", "text");
            assertThat(event.path("kind").asText()).isEqualTo("path-switched");
        }
    }

    @Test
    void aMonitorEndsWithTheDaemon() throws IOException {
        TestDaemon other = daemon("");
        ApiServer otherServer = server(other);
        try (UnixClient monitor = UnixClient.open(other.socket(), "GET /v1/monitor", "")) {
            monitor.await(": netfailover monitor");

            otherServer.close();

            assertThat(monitor.rest()).doesNotContain("data:");
            assertThat(other.socket()).doesNotExist();
        } finally {
            other.close();
        }
    }

    @Test
    void theNumberOfMonitorsIsBounded() throws IOException {
        TestDaemon other = daemon("");
        ApiServer otherServer = server(other);
        List<UnixClient> monitors = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                UnixClient monitor = UnixClient.open(other.socket(), "GET /v1/monitor", "");
                monitors.add(monitor);
                monitor.await(": netfailover monitor");
            }
            assertProblem(
                    UnixClient.ask(other.socket(), "GET /v1/monitor", ""),
                    409,
                    "refused",
                    "there are 8 monitors already",
                    "end one of them");
            assertThat(UnixClient.ask(other.socket(), "GET /v1/status", "").status())
                    .isEqualTo(200);
        } finally {
            for (UnixClient monitor : monitors) {
                monitor.close();
            }
            otherServer.close();
            other.close();
        }
    }

    @Test
    void aLoggersLevelChangesWhileTheDaemonRuns() throws IOException {
        Answer answer = ask("PUT /v1/loggers/io.netfailover.apitest", "{\"level\":\"debug\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()))
                .isEqualTo(JSON.readTree("{\"logger\":\"io.netfailover.apitest\",\"level\":\"DEBUG\"}"));
        assertThat(LoggerFactory.getLogger("io.netfailover.apitest").isDebugEnabled())
                .isTrue();
        assertProblem(
                ask("PUT /v1/loggers/io.netfailover.apitest", "{\"level\":\"loud\"}"),
                400,
                "usage",
                "unknown level 'loud'",
                "see 'netfailover --help'");
    }

    @Test
    void theSocketBelongsToItsOwnerAloneUnlessOthersAreAllowed() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(daemon.socket())))
                .isEqualTo("rw-------");
    }

    @Test
    void theSocketIsGoneWhenTheDaemonIs() throws IOException {
        TestDaemon other = daemon("");
        Files.writeString(other.socket(), "left behind by a killed daemon");
        ApiServer otherServer = server(other);
        assertThat(UnixClient.ask(other.socket(), "GET /v1/status", "").status())
                .isEqualTo(200);

        otherServer.close();

        assertThat(other.socket()).doesNotExist();
        other.close();
    }

    @ParameterizedTest
    @CsvSource({"12345, 403", "65534, 200"})
    void anotherUserIsServedOnlyWhenAllowed(int allowedUid, int status) throws Exception {
        TestDaemon other = daemon("netfailover.api.allowed-uids = [" + allowedUid + "]");
        ApiServer otherServer = server(other);
        try {
            Answer answer = asNobody(other.socket());

            assertThat(answer.status()).as("%s", answer).isEqualTo(status);
            if (status == 403) {
                assertProblem(
                        answer,
                        403,
                        "refused",
                        "user nobody may not use this socket",
                        "run as root, or add the uid to netfailover.api.allowed-uids");
            }
        } finally {
            otherServer.close();
            other.close();
        }
    }

    /** A client of uid 65534; needs root, as the daemon does. */
    private static Answer asNobody(Path socket) throws IOException, InterruptedException {
        Process curl = new ProcessBuilder(
                        "setpriv",
                        "--reuid=65534",
                        "--clear-groups",
                        "curl",
                        "-s",
                        "-m",
                        "20",
                        "-w",
                        "%{http_code}",
                        "--unix-socket",
                        socket.toString(),
                        "http://daemon/v1/status")
                .redirectErrorStream(true)
                .start();
        String text = new String(curl.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(curl.waitFor(20, TimeUnit.SECONDS)).isTrue();
        String code = text.substring(text.length() - 3);
        return new Answer(Integer.parseInt(code), "", text.substring(0, text.length() - 3));
    }

    @Test
    void aPolicyIsSetByItsTexts() throws Exception {
        daemon.answer = StatusReply.success(Outcome.SET);

        Answer answer = ask("PATCH /v1/masters/ens10", "{\"up-delay\":\"5s\",\"flap-limit\":\"4\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("result").asText()).isEqualTo("set");
        assertThat(JSON.readTree(answer.body()).at("/policy/prefer").asText()).isEqualTo("auto");
        SetPolicy asked = (SetPolicy) daemon.asked.take();
        assertThat(asked.changes()).containsExactly(Map.entry("up-delay", "5s"), Map.entry("flap-limit", "4"));
        assertThat(asked.name().value()).isEqualTo("ens10");
    }

    @Test
    void aPolicyThatCannotBeIsAMistakeInTheUse() throws IOException {
        assertProblem(
                ask("PATCH /v1/masters/ens10", "{\"up-delay\":\"2h\"}"),
                400,
                "usage",
                "up-delay=2h is not allowed: 0 to 1h",
                "see 'netfailover master set --help'");
        assertThat(daemon.asked).isEmpty();
    }
}
