package io.netfailover.api;

import static io.netfailover.api.MigrationFixtures.*;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfailover.actors.Boards;
import io.netfailover.actors.HostAgent;
import io.netfailover.actors.HostAgent.ReleaseVf;
import io.netfailover.actors.HostAgent.ReserveVf;
import io.netfailover.actors.RefusedException;
import io.netfailover.api.UnixClient.Answer;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.journal.Feed;
import io.netfailover.journal.GuestMaster;
import io.netfailover.journal.JournalException;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.journal.MigrationResult;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.MigrationStrategy;
import io.netfailover.journal.NoVf;
import io.netfailover.journal.NodeMessage;
import io.netfailover.journal.NodeMessage.CancelRequest;
import io.netfailover.journal.NodeMessage.MigrateRequest;
import io.netfailover.journal.NodeMessage.Probe;
import io.netfailover.journal.NodeMessage.Probed;
import io.netfailover.journal.NodeMessage.ResumeRequest;
import io.netfailover.journal.StepOutcome;
import io.netfailover.journal.VfHolding;
import io.netfailover.migration.Strategies;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.MigrationId;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrationRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TO_HV2 = "{\"domain\":\"vm1\",\"to\":\"hv2\"}";

    private final TestDaemon daemon = daemon();
    private final ScriptedFleet fleet = new ScriptedFleet();
    private final ListedHypervisor hypervisor = new ListedHypervisor();
    private final BlockingQueue<HostAgent.Command> asked = new LinkedBlockingQueue<>();
    private volatile Optional<RefusedException> refusal = Optional.empty();
    private final ApiServer server = server();

    private static TestDaemon daemon() {
        try {
            return new TestDaemon(Files.createTempDirectory("nfmig"), "");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private ApiServer server() {
        Migrations migrations = new Migrations(
                HV1,
                Optional::empty,
                List.of(HV1, HV2),
                fleet,
                fleet.board,
                daemon.spawn(
                        Behaviors.receive(HostAgent.Command.class)
                                .onAnyMessage(command -> {
                                    asked.add(command);
                                    reply(command);
                                    return Behaviors.same();
                                })
                                .build(),
                        "agent"),
                hypervisor,
                new Migrations.Defaults(Feed.BOTH, NoVf.WAIT, Duration.ofMinutes(7)),
                () -> {
                    throw new JournalException("the cluster's journal cannot be read: connection refused");
                },
                new Migrations.Patience(Duration.ofMillis(20), Duration.ofMillis(500), Duration.ofSeconds(5)));
        try {
            return ApiServer.start(daemon.viewWith(migrations));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void reply(HostAgent.Command command) {
        if (command instanceof ReserveVf reserve) {
            reserve.replyTo()
                    .tell(refusal.<StatusReply<VfHolding>>map(StatusReply::error)
                            .orElseGet(() -> StatusReply.success(new VfHolding(VF, reserve.by(), false))));
        } else if (command instanceof ReleaseVf release) {
            release.replyTo().tell(StatusReply.success(release.index() == VF.index()));
        }
    }

    @AfterAll
    void close() throws IOException {
        server.close();
        daemon.close();
    }

    @BeforeEach
    void startAfresh() {
        fleet.toMigrations.clear();
        fleet.toHosts.clear();
        fleet.answers = request -> Optional.of(new NodeMessage.Answer(request, true, "vm1-3", "", ""));
        fleet.probes = (host, probe) -> Optional.empty();
        hypervisor.failure = Optional.empty();
        hypervisor.domains.clear();
        hypervisor.definitions.clear();
        hypervisor.domains.put(VM1, DOMAIN);
        asked.clear();
        refusal = Optional.empty();
    }

    private Answer ask(String request, String body) throws IOException {
        return UnixClient.ask(daemon.socket(), request, body);
    }

    private JsonNode get(String target) throws IOException {
        Answer answer = ask("GET " + target, "");
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static void assertProblem(Answer answer, int status, String word, String message) throws IOException {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("error").asText()).isEqualTo(word);
        assertThat(problem.path("message").asText()).isEqualTo(message);
        assertThat(problem.path("advice").asText()).isNotEmpty();
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void anOrderIsFilledUpFromTheConfigurationAndTaken() throws Exception {
        Answer answer = ask("POST /v1/migrations", TO_HV2);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(JSON.readTree(answer.body())).isEqualTo(JSON.readTree("{\"result\":\"taken\",\"id\":\"vm1-3\"}"));
        MigrateRequest request = (MigrateRequest) fleet.toMigrations.remove();
        assertThat(request.order()).isEqualTo(ORDER);
        assertThat(request.from()).isEqualTo(HV1);
        assertThat(request.requestedBy()).isEqualTo("host:hv1 user:" + System.getProperty("user.name"));
    }

    @Test
    void anOrderHasAllThatWasAskedFor() throws Exception {
        ask("POST /v1/migrations", """
                {"domain":"vm1","to":"hv2","strategy":"teaming","feed":"move","noVf":"degraded","guestMaster":"netfailover",
                "timeout":"PT90S","bandwidthMiBps":100,"maxDowntimeMs":300,"autoConverge":true,"parallelConnections":4,
                "tls":true,"copyStorage":true}""");

        assertThat(((MigrateRequest) fleet.toMigrations.remove()).order())
                .isEqualTo(new MigrationOrder(
                        VM1,
                        HV1,
                        HV2,
                        MigrationStrategy.TEAMING,
                        Feed.MOVE,
                        NoVf.DEGRADED,
                        GuestMaster.NETFAILOVER,
                        Duration.ofSeconds(90),
                        100,
                        300,
                        true,
                        4,
                        true,
                        true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"to\":\"hv2\"}",
                "{\"domain\":\"vm1\"}",
                "{\"domain\":\"v m\",\"to\":\"hv2\"}",
                "{\"domain\":\"vm1\",\"to\":\"hv2\",\"strategy\":\"EXPLICIT\"}",
                "{\"domain\":\"vm1\",\"to\":\"hv2\",\"timeout\":\"5m\"}",
                "{\"domain\":\"vm1\",\"to\":\"hv2\",\"timeout\":\"PT25H\"}",
                "{\"domain\":\"vm1\",\"to\":\"hv2\",\"bandwidthMiBps\":-1}",
                "{\"domain\":\"vm1\",\"to\":\"hv2\",\"parallelConnections\":1.5}",
                "{\"domain\":\"vm1\",\"to\":\"hv2\",\"parallelConnections\":256}",
                "{\"domain\":\"vm1\",\"to\":\"hv2\",\"tls\":\"yes\"}",
                "{\"domain\":\"vm1\",\"to\":\"hv2\",\"bandwith\":1}",
            })
    void aWrongOrderIsWrongUsageAndNobodyIsAsked(String order) throws Exception {
        Answer answer = ask("POST /v1/migrations", order);

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("error").asText()).isEqualTo("usage");
        assertThat(fleet.toMigrations).isEmpty();
    }

    @Test
    void theErrorOfAWordNamesThoseThatExist() throws Exception {
        Answer answer = ask("POST /v1/migrations", "{\"domain\":\"vm1\",\"to\":\"hv2\",\"noVf\":\"never\"}");

        assertThat(JSON.readTree(answer.body()).path("message").asText()).isEqualTo("unknown noVf 'never'");
        assertThat(JSON.readTree(answer.body()).path("advice").asText()).isEqualTo("use refuse, wait, degraded");
    }

    @ParameterizedTest
    @CsvSource({
        "vm2, hv2, there is no domain vm2 on hv1",
        "vm1, hv1, 'vm1 is to move to hv1, which is this host'",
        "vm1, hv9, there is no host hv9 in the fleet"
    })
    void whatCannotBeIsRefusedBeforeAnybodyIsAsked(String domain, String to, String message) throws Exception {
        Answer answer = ask("POST /v1/migrations", "{\"domain\":\"" + domain + "\",\"to\":\"" + to + "\"}");

        assertProblem(answer, answer.status() == 404 ? 404 : 409, "refused", message);
        assertThat(fleet.toMigrations).isEmpty();
    }

    @Test
    void anOrderThatIsNotTakenIsRefusedInItsWords() throws Exception {
        fleet.answers = request -> Optional.of(
                new NodeMessage.Answer(request, false, "vm1-2", "migration vm1-2 of vm1 is under way", "wait"));

        assertProblem(ask("POST /v1/migrations", TO_HV2), 409, "refused", "migration vm1-2 of vm1 is under way");
    }

    @Test
    void anAnswerThatWasLostIsAskedForAgainUnderTheSameName() throws Exception {
        List<String> requests = new ArrayList<>();
        fleet.answers = request -> {
            requests.add(request);
            return requests.size() < 3
                    ? Optional.empty()
                    : Optional.of(new NodeMessage.Answer(request, true, "vm1-3", "", ""));
        };

        assertThat(ask("POST /v1/migrations", TO_HV2).status()).isEqualTo(202);

        assertThat(requests).hasSize(3);
        assertThat(requests).containsOnly(requests.get(0));
    }

    @Test
    void aFleetThatNeverAnswersIsTimedOut() throws Exception {
        fleet.answers = request -> Optional.empty();

        Answer answer = ask("POST /v1/migrations", TO_HV2);

        assertThat(answer.status()).isEqualTo(504);
        assertThat(JSON.readTree(answer.body()).path("error").asText()).isEqualTo("timed-out");
        assertThat(JSON.readTree(answer.body()).path("advice").asText()).contains("migration list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /v1/migrations/vm1-3/cancel", "DELETE /v1/migrations/vm1-3"})
    void cancellingAsksTheDomainsMigrations(String request) throws Exception {
        Answer answer = ask(request, "");

        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("result").asText()).isEqualTo("cancelling");
        assertThat(((CancelRequest) fleet.toMigrations.remove()).id()).isEqualTo(new MigrationId(VM1, 3));
    }

    @Test
    void resumingAsksTheDomainsMigrations() throws Exception {
        assertThat(JSON.readTree(ask("POST /v1/migrations/vm1-3/resume", "").body())
                        .path("result")
                        .asText())
                .isEqualTo("resuming");
        assertThat(((ResumeRequest) fleet.toMigrations.remove()).id()).isEqualTo(new MigrationId(VM1, 3));
    }

    @Test
    void aMigrationIsShownWithTheHostOfEachStep() throws Exception {
        Boards.show(fleet.board, view(4, "undoing", Optional.empty()));

        JsonNode shown = get("/v1/migrations/vm1-4");

        assertThat(names(shown))
                .containsExactly(
                        "id",
                        "order",
                        "requestedBy",
                        "requestedAt",
                        "endedAt",
                        "phase",
                        "result",
                        "words",
                        "advice",
                        "timeline",
                        "progress");
        assertThat(shown.path("id").asText()).isEqualTo("vm1-4");
        assertThat(shown.path("order")).isEqualTo(JSON.readTree("""
                {"domain":"vm1","source":"hv1","destination":"hv2","strategy":"explicit","feed":"both","noVf":"wait",
                "guestMaster":"kernel","timeout":"PT7M","bandwidthMiBps":0,"maxDowntimeMs":0,"autoConverge":false,
                "parallelConnections":0,"tls":false,"copyStorage":false}"""));
        assertThat(shown.path("timeline")).isEqualTo(JSON.readTree("""
                [{"step":"check-destination","host":"hv2","undo":false,"attempt":1,"begun":"2026-11-23T06:00:00Z",
                "ended":"2026-11-23T06:00:00.012Z","outcome":"done","words":"","advice":""},
                {"step":"detach-vf","host":"hv1","undo":true,"attempt":2,"begun":"2026-11-23T06:00:00.012Z",
                "ended":null,"outcome":null,"words":"","advice":""}]"""));
        assertThat(shown.path("result").isNull()).isTrue();
        assertThat(shown.path("progress").path("downtimeMs").isNull()).isTrue();
    }

    @Test
    void theLatestMigrationIsListedFirst() throws Exception {
        Boards.show(fleet.board, view(8, "rolled-back", Optional.of(MigrationResult.ROLLED_BACK)));
        Boards.show(fleet.board, view(9, "running", Optional.empty()));

        JsonNode list = get("/v1/migrations").path("migrations");

        assertThat(list.at("/0/id").asText()).isEqualTo("vm1-9");
        assertThat(list.at("/1/result").asText()).isEqualTo("rolled-back");
    }

    @Test
    void withoutTheFleetsJournalAnUnknownMigrationIsNotSaidToBeAbsent() throws Exception {
        Answer answer = ask("GET /v1/migrations/vm7-1", "");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(JSON.readTree(answer.body()).path("error").asText()).isEqualTo("not-reachable");
        assertThat(JSON.readTree(answer.body()).path("message").asText())
                .isEqualTo(
                        "this host knows no migration vm7-1, and the cluster's journal cannot be read: connection refused");
    }

    @Test
    void whatIsNoMigrationIsWrongUsage() throws Exception {
        assertThat(ask("GET /v1/migrations/vm1", "").status()).isEqualTo(400);
        assertThat(ask("POST /v1/migrations/vm1-3", "").status()).isEqualTo(404);
        assertThat(ask("POST /v1/migrations/vm1-3/forget", "").status()).isEqualTo(404);
    }

    private Optional<Probed> probed(Probe probe, StepOutcome outcome, MigrationPlan plan) {
        return Optional.of(new Probed(
                probe.request(), probe.step(), outcome, "found", "do it", List.of("do " + probe.step()), plan));
    }

    @Test
    void aDryRunAsksEachStepsHostWithWhatWasFoundBefore() throws Exception {
        fleet.probes =
                (host, probe) -> probed(probe, StepOutcome.DONE, probe.plan().withPairs(List.of(PAIR)));

        JsonNode run = JSON.readTree(ask("POST /v1/migrations/dry-run", TO_HV2).body());

        assertThat(run.path("possible").asBoolean()).isTrue();
        List<MigrationStep> order = Strategies.orderOf(ORDER);
        assertThat(fleet.toHosts)
                .extracting(sent -> ((Probe) sent.message()).step())
                .containsExactlyElementsOf(order);
        assertThat(fleet.toHosts)
                .extracting(ScriptedFleet.ToHost::host)
                .containsExactlyElementsOf(order.stream()
                        .map(step -> step.side() == MigrationStep.Side.SOURCE ? HV1 : HV2)
                        .toList());
        assertThat(fleet.toHosts)
                .extracting(sent -> ((Probe) sent.message()).plan().pairs().size())
                .startsWith(0, 1)
                .endsWith(1);
        assertThat(run.path("steps").get(0)).isEqualTo(JSON.readTree("""
                {"step":"check-source","host":"hv1","outcome":"done","words":"found","advice":"do it",
                "commands":["do CHECK_SOURCE"]}"""));
        assertThat(fleet.toMigrations).isEmpty();
    }

    @Test
    void aDryRunGoesOnAfterARefusalOfTheDestination() throws Exception {
        fleet.probes = (host, probe) -> probed(
                probe,
                probe.step() == MigrationStep.CHECK_DESTINATION ? StepOutcome.REFUSED : StepOutcome.DONE,
                probe.plan().withPairs(List.of(PAIR)));

        JsonNode run = JSON.readTree(ask("POST /v1/migrations/dry-run", TO_HV2).body());

        assertThat(run.path("possible").asBoolean()).isFalse();
        assertThat(run.at("/steps/1/outcome").asText()).isEqualTo("refused");
        assertThat(run.at("/steps/2/outcome").asText()).isEqualTo("done");
    }

    @Test
    void withoutTheSourcesCheckNothingElseIsLookedAt() throws Exception {
        fleet.probes = (host, probe) -> probed(probe, StepOutcome.REFUSED, probe.plan());

        JsonNode run = JSON.readTree(ask("POST /v1/migrations/dry-run", TO_HV2).body());

        assertThat(fleet.toHosts).hasSize(1);
        assertThat(run.path("steps")).hasSameSizeAs(Strategies.orderOf(ORDER));
        assertThat(run.at("/steps/1/outcome").isNull()).isTrue();
        assertThat(run.at("/steps/1/words").asText()).startsWith("not looked at: ");
    }

    @Test
    void aSilentHostIsAskedForOneStepOnly() throws Exception {
        fleet.probes = (host, probe) -> host.equals(HV1)
                ? probed(probe, StepOutcome.DONE, probe.plan().withPairs(List.of(PAIR)))
                : Optional.empty();

        JsonNode run = JSON.readTree(ask("POST /v1/migrations/dry-run", TO_HV2).body());

        assertThat(run.at("/steps/1/outcome").asText()).isEqualTo("timed-out");
        assertThat(run.at("/steps/1/words").asText()).isEqualTo("hv2 does not answer");
        assertThat(run.at("/steps/2/outcome").isNull()).isTrue();
        assertThat(fleet.toHosts)
                .filteredOn(sent -> sent.host().equals(HV2))
                .allMatch(sent -> ((Probe) sent.message()).step() == MigrationStep.CHECK_DESTINATION);
    }

    @Test
    void vfsAreShownWithTheirHolders() throws Exception {
        VfRef free = new VfRef("ens1f0", 4, new PciAddress("0000:03:10.4"));
        VfRef reserved = new VfRef("ens1f0", 5, new PciAddress("0000:03:10.5"));
        Boards.show(
                fleet.board,
                List.of(VF, free, reserved),
                List.of(new VfHolding(VF, "vm1", true), new VfHolding(reserved, "spare", false)));

        assertThat(get("/v1/vfs")).isEqualTo(JSON.readTree("""
                {"vfs":[{"pf":"ens1f0","index":3,"pci":"0000:03:10.3","state":"in-use","by":"vm1"},
                {"pf":"ens1f0","index":4,"pci":"0000:03:10.4","state":"free","by":null},
                {"pf":"ens1f0","index":5,"pci":"0000:03:10.5","state":"reserved","by":"spare"}],"pfsWithoutLink":[]}"""));
    }

    @Test
    void reservingAsksTheAgent() throws Exception {
        JsonNode answer = JSON.readTree(
                ask("POST /v1/vfs/ens1f0/3/reserve", "{\"by\":\"vm2\"}").body());

        assertThat(answer).isEqualTo(JSON.readTree("""
                {"result":"reserved","vf":{"pf":"ens1f0","index":3,"pci":"0000:03:10.3","state":"reserved","by":"vm2"}}"""));
        ReserveVf asked = (ReserveVf) this.asked.remove();
        assertThat(asked.pf()).isEqualTo("ens1f0");
        assertThat(asked.index()).isEqualTo(3);
        assertThat(asked.requestedBy()).isEqualTo("user:" + System.getProperty("user.name"));
    }

    @Test
    void aHeldVfIsNotReserved() throws Exception {
        refusal = Optional.of(new RefusedException("ens1f0 vf 3 is held by vm1", "choose another, or release it"));

        assertProblem(
                ask("POST /v1/vfs/ens1f0/3/reserve", "{\"by\":\"vm2\"}"), 409, "refused", "ens1f0 vf 3 is held by vm1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"/v1/vfs/ens1f0/three/reserve; {\"by\":\"a\"}", "/v1/vfs/ens1f0/3/reserve; {\"by\":\"my vm\"}"})
    void aWrongReservationIsWrongUsage(String target, String body) throws Exception {
        assertThat(ask("POST " + target, body).status()).isEqualTo(400);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3, released", "4, absent"})
    void releasingSaysWhetherItWasHeld(int index, String result) throws Exception {
        Boards.show(fleet.board, List.of(VF), List.of(new VfHolding(VF, "spare", false)));

        assertThat(JSON.readTree(ask("POST /v1/vfs/ens1f0/" + index + "/release", "")
                                .body())
                        .path("result")
                        .asText())
                .isEqualTo(result);
    }

    @Test
    void aVfThatIsPluggedInIsNotReleased() throws Exception {
        Boards.show(fleet.board, List.of(VF), List.of(new VfHolding(VF, "vm1", true)));

        assertProblem(ask("POST /v1/vfs/ens1f0/3/release", ""), 409, "refused", VF + " is plugged into vm1");
        assertThat(asked).isEmpty();
    }

    @Test
    void aVfWhoseVmHasGoneIsReleased() throws Exception {
        Boards.show(fleet.board, List.of(VF), List.of(new VfHolding(VF, "vm1", true)));
        hypervisor.domains.clear();

        assertThat(ask("POST /v1/vfs/ens1f0/3/release", "").status()).isEqualTo(200);
        assertThat(asked.poll(5, TimeUnit.SECONDS)).isInstanceOf(ReleaseVf.class);
    }

    @Test
    void domainsAreShownAsTheHypervisorHasThem() throws Exception {
        JsonNode shown = get("/v1/domains/vm1");

        assertThat(names(shown))
                .containsExactly("name", "state", "persistent", "nics", "job", "obstacles", "standbyNegotiated");
        assertThat(shown.at("/nics/1")).isEqualTo(JSON.readTree("""
                {"alias":"ua-primary0","model":"hostdev","mac":"52:54:00:00:12:53","hostLink":null,"vf":"0000:03:10.3",
                "linkUp":true,"pairOf":"ua-standby0","failover":false}"""));
        assertThat(get("/v1/domains"))
                .isEqualTo(JSON.createObjectNode()
                        .set("domains", JSON.createArrayNode().add(shown)));
        assertProblem(ask("GET /v1/domains/vm2", ""), 404, "refused", "there is no domain vm2 on hv1");
    }

    /** Two VMs have the same VF, whose bridge this host does not have. */
    @Test
    void aDefinitionIsJudgedByWhatTheHostKnows() throws Exception {
        String pair = corpus("pair");
        DomainName vm2 = new DomainName("vm2");
        hypervisor.domains.put(vm2, DOMAIN);
        hypervisor.definitions.put(VM1, pair);
        hypervisor.definitions.put(vm2, pair);

        JsonNode checked = get("/v1/domains/vm1/check");

        assertThat(checked.path("domain").asText()).isEqualTo("vm1");
        assertThat(checked.path("findings").findValuesAsText("rule"))
                .containsExactly("bridge-missing", "vf-elsewhere", "vf-outside-pool");
        assertThat(names(checked.at("/findings/0"))).containsExactly("rule", "severity", "line", "reason", "fix");
        assertThat(checked.at("/findings/1/reason").asText()).startsWith("vm2 is given 0000:42:02.5 too");
        assertProblem(ask("GET /v1/domains/vm3/check", ""), 404, "refused", "there is no domain vm3 on hv1");
    }

    private static String corpus(String name) throws IOException {
        try (var corpus = Objects.requireNonNull(MigrationRoutesTest.class.getResourceAsStream(
                "/io/netfailover/hypervisor/domainxml/corpus/" + name + ".xml"))) {
            return new String(corpus.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aPoolIsJudgedByItsNetworkAsTheHypervisorHasIt() throws Exception {
        hypervisor.definitions.put(VM1, corpus("pair-vf-of-a-pool"));
        assertThat(get("/v1/domains/vm1/check").path("findings").findValuesAsText("rule"))
                .containsExactly("pool-missing");

        hypervisor.networks.put("vfs", "<network><name>vfs</name><forward mode='nat'/></network>");
        assertThat(get("/v1/domains/vm1/check").path("findings").findValuesAsText("rule"))
                .contains("pool-forward");

        hypervisor.definitions.put(VM1, corpus("pair-vf-of-a-pool").replace("'vfs'", "'unreadable'"));
        assertThat(get("/v1/domains/vm1/check").path("findings").findValuesAsText("rule"))
                .containsExactly("host-unchecked");
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_REACHABLE, 503, not-reachable",
        "TIMED_OUT, 504, timed-out",
        "BUSY, 409, refused",
        "FAILED, 500, failed"
    })
    void whatTheHypervisorSaysDecidesTheExitCode(HypervisorException.Reason reason, int status, String word)
            throws Exception {
        hypervisor.failure = Optional.of(new HypervisorException(reason, "libvirtd is away", "start it"));

        assertProblem(ask("GET /v1/domains", ""), status, word, "libvirtd is away");
        assertProblem(ask("POST /v1/migrations", TO_HV2), status, word, "libvirtd is away");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /v1/migrations", "POST /v1/migrations", "GET /v1/vfs", "GET /v1/domains"})
    void aHostWithoutAPartInMigrationsSaysWhichSettingsAreMissing(String request) throws Exception {
        try (TestDaemon alone = daemon();
                ApiServer its = ApiServer.start(alone.view())) {
            Answer answer = UnixClient.ask(alone.socket(), request, "");

            assertThat(answer.status()).isEqualTo(409);
            assertThat(JSON.readTree(answer.body()).path("advice").asText())
                    .contains("netfailover.fleet.nodes", "netfailover.hypervisor.type");
            assertThat(its).isNotNull();
        }
    }

    @Test
    void aHostNameIsShownAsText() {
        assertThat(ApiJson.write(List.of(new HostName("hv1"), MigrationStep.CHECK_SOURCE, VF)))
                .isEqualTo("[\"hv1\",\"check-source\",{\"pf\":\"ens1f0\",\"index\":3,\"pci\":\"0000:03:10.3\"}]");
    }
}
