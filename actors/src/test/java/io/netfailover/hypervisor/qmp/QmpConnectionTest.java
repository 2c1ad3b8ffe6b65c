package io.netfailover.hypervisor.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.qmp.ScriptedQemu.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QmpConnectionTest {
    private static final Duration AMPLE = Duration.ofSeconds(10);
    private static final Duration BRIEF = Duration.ofMillis(50);

    @TempDir
    Path directory;

    private Path socket;
    private ScriptedQemu qemu;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    @BeforeEach
    void start() {
        socket = directory.resolve("qmp");
        qemu = ScriptedQemu.at(socket);
    }

    @AfterEach
    void stop() throws Exception {
        qemu.close();
    }

    private QmpConnection open() {
        return QmpConnection.open(socket, event -> events.add(event.words()), ended::countDown, Deadline.in(AMPLE))
                .orElseThrow();
    }

    @Test
    void theGreetingIsFollowedByTheNegotiationThatEnablesCommands() {
        try (QmpConnection connection = open()) {
            assertThat(connection.isOpen()).isTrue();
            assertThat(qemu.asked()).containsExactly("qmp_capabilities {}");
        }
    }

    @Test
    void whereNobodyListensThereIsNoConnection() {
        assertThat(QmpConnection.open(directory.resolve("none"), event -> {}, () -> {}, Deadline.in(AMPLE)))
                .isEmpty();
    }

    @Test
    void aSocketThatServesAnotherClientIsSaidToBeTaken() throws Exception {
        qemu.close();
        qemu = ScriptedQemu.mutedAt(socket);

        assertThatThrownBy(() -> QmpConnection.open(socket, event -> {}, () -> {}, Deadline.in(BRIEF)))
                .isInstanceOfSatisfying(HypervisorException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.NOT_REACHABLE);
                    assertThat(e.advice()).contains("one client");
                });
    }

    @Test
    void everyAnswerFindsItsQuestionThoughEventsComeBetween() {
        qemu.on(
                "echo",
                arguments -> Answer.returning(arguments.path("n").toString())
                        .after(ScriptedQemu.event("RTC_CHANGE", "{'offset': 1}")));
        try (QmpConnection connection = open()) {
            List<CompletableFuture<JsonNode>> replies = java.util.stream.IntStream.range(0, 20)
                    .mapToObj(n -> CompletableFuture.supplyAsync(
                            () -> connection.execute("echo", Map.of("n", n), Deadline.in(AMPLE))))
                    .toList();

            assertThat(replies.stream().map(CompletableFuture::join).map(JsonNode::asInt))
                    .containsExactlyElementsOf(
                            java.util.stream.IntStream.range(0, 20).boxed().toList());
        }
    }

    @Test
    void whatQemuRefusesIsToldInItsWords() {
        qemu.on("device_add", () -> Answer.refusing("GenericError", "Bus port9 not found"));
        try (QmpConnection connection = open()) {
            assertThatThrownBy(() -> connection.execute("device_add", Map.of(), Deadline.in(AMPLE)))
                    .isInstanceOf(HypervisorException.class)
                    .hasMessage("QEMU refused device_add: Bus port9 not found");
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void aDeviceChangeDuringAMigrationIsBusyAndNotFailed() {
        qemu.on("device_add", () -> Answer.refusing("GenericError", "device_add not allowed while migrating"));
        try (QmpConnection connection = open()) {
            assertThatThrownBy(() -> connection.execute("device_add", Map.of(), Deadline.in(AMPLE)))
                    .isInstanceOfSatisfying(
                            HypervisorException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));
        }
    }

    @Test
    void anUnansweredQuestionEndsTheConversation() throws Exception {
        qemu.on("query-status", Answer::silence);
        try (QmpConnection connection = open()) {
            assertThatThrownBy(() -> connection.execute("query-status", Map.of(), Deadline.in(BRIEF)))
                    .isInstanceOfSatisfying(
                            HypervisorException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT));
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Test
    void whoWaitsWhenQemuEndsIsToldAtOnce() throws Exception {
        qemu.on("query-status", Answer::silence);
        try (QmpConnection connection = open();
                QmpConnection.Watch watch = connection.watch(event -> true)) {
            CompletableFuture<JsonNode> question = CompletableFuture.supplyAsync(
                    () -> connection.execute("query-status", Map.of(), Deadline.in(AMPLE)));
            qemu.hangUp();

            assertThatThrownBy(question::join).hasCauseInstanceOf(HypervisorException.class);
            assertThatThrownBy(() -> watch.next(Deadline.in(AMPLE)))
                    .isInstanceOfSatisfying(
                            HypervisorException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_REACHABLE));
        }
    }

    @Test
    void aWatchSeesWhatItWantsInOrderAndListenersHearAll() {
        qemu.on(
                "go",
                () -> Answer.returning("{}")
                        .after(ScriptedQemu.event("STOP", "{}"))
                        .then(ScriptedQemu.event("DEVICE_DELETED", "{'device': 'primary0', 'path': '/x'}")));
        try (QmpConnection connection = open();
                QmpConnection.Watch watch = connection.watch(event -> event.is("DEVICE_DELETED"))) {
            connection.execute("go", Map.of(), Deadline.in(AMPLE));

            assertThat(watch.next(Deadline.in(AMPLE)))
                    .hasValueSatisfying(event -> assertThat(event.device()).isEqualTo("primary0"));
            assertThat(watch.next(Deadline.in(Duration.ZERO))).isEmpty();
            assertThat(events).containsExactly("stop", "device-deleted");
        }
    }
}
