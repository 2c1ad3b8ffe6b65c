package io.netfailover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.journal.MigrationStep;
import io.netfailover.lab.Command;
import io.netfailover.lab.FleetLab;
import io.netfailover.lab.GuestProbe;
import io.netfailover.lab.HostDaemon;
import io.netfailover.lab.HostPicture;
import io.netfailover.lab.ProbeReport;
import io.netfailover.lab.QemuHost;
import io.netfailover.lab.QemuLab;
import io.netfailover.lab.QemuLabSpec;
import io.netfailover.lab.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Orders to move a VM from hv1 to hv2 that end otherwise than one hopes; and whether anything of them stays. */
final class OneVmFleet implements AutoCloseable {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int REFUSED = 3;
    static final Duration LIMIT = Duration.ofMinutes(2);
    static final Duration SOON = Duration.ofSeconds(20);
    /** The guest's memory takes a while. */
    static final Map<String, Object> SLOWLY = Map.of("bandwidthMiBps", 4);

    private static final String VM = QemuLab.DOMAIN.value();
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int PROBES_PER_SECOND = 20;

    private final FleetLab fleet;
    private final GuestProbe probe;
    private List<HostPicture> before = List.of();

    OneVmFleet(QemuLabSpec spec) {
        fleet = FleetLab.build(spec);
        probe = fleet.lab().probe(PROBES_PER_SECOND);
    }

    QemuLab lab() {
        return fleet.lab();
    }

    QemuHost source() {
        return fleet.host(0);
    }

    QemuHost destination() {
        return fleet.host(1);
    }

    HostDaemon sourceDaemon() {
        return fleet.daemon(0);
    }

    HostDaemon destinationDaemon() {
        return fleet.daemon(1);
    }

    /** What {@link #assertAsBefore} compares with. */
    void remember() {
        Wait.pass(HostPicture.SETTLING);
        before = List.of(fleet.picture(0), fleet.picture(1));
    }

    /** The VM runs on hv1 and answers; nothing on either host differs from what it was. */
    void assertAsBefore() {
        assertThat(before.get(0).runs()).isTrue();
        assertThat(before.get(1).isWithoutVm()).isTrue();
        Wait.until(() -> differences().isEmpty(), SOON);
        assertThat(differences()).isEmpty();
        assertThat(Wait.until(this::answers, SOON)).as("the VM answers").isTrue();
    }

    private boolean answers() {
        return answersSince(System.nanoTime(), LOOK);
    }

    /** With a fifth of the time for what a busy machine loses. */
    boolean answersSince(long startNs, Duration time) {
        ProbeReport answers = probe.report(startNs, startNs + time.toNanos());
        return answers.lost() <= answers.sent() / 5;
    }

    private List<String> differences() {
        List<String> found = new ArrayList<>();
        for (int host = 0; host < before.size(); host++) {
            difference(host).ifPresent(found::add);
        }
        return found;
    }

    private Optional<String> difference(int host) {
        return fleet.picture(host).differenceFrom(before.get(host));
    }

    /** Nothing on hv1 differs from what it was, whatever hv2 is like. */
    boolean isAsBeforeOnHv1() {
        return difference(0).isEmpty();
    }

    void goThere() {
        Command.Outcome there = move();
        assertThat(there.exit()).as(there.said()).isEqualTo(DONE);
    }

    void comeBack() {
        Command.Outcome back = destinationDaemon().run(LIMIT, "migrate", VM, "--to", "hv1");
        assertThat(back.exit()).as(back.said()).isEqualTo(DONE);
    }

    private Command.Outcome move(String... options) {
        List<String> command = new ArrayList<>(List.of("migrate", VM, "--to", "hv2"));
        command.addAll(List.of(options));
        return sourceDaemon().run(LIMIT, command.toArray(String[]::new));
    }

    /** What a person at hv1 reads. */
    void assertEnds(int exit, String why, String whatToDo, String... options) {
        Command.Outcome ended = move(options);
        assertThat(ended.err()).contains(why).contains(whatToDo);
        assertThat(ended.exit()).as(ended.said()).isEqualTo(exit);
    }

    /** @return its number */
    String order(Map<String, Object> more) {
        Map<String, Object> order = new HashMap<>(Map.of("domain", VM, "to", "hv2"));
        order.putAll(more);
        JsonNode answer = sourceDaemon().post("/v1/migrations", order).orElseThrow();
        assertThat(answer.path("result").asText()).as("%s", answer).isEqualTo("taken");
        return answer.path("id").asText();
    }

    JsonNode migration(String id) {
        return sourceDaemon().get("/v1/migrations/" + id).orElseThrow();
    }

    void awaitStep(String id, MigrationStep step) {
        String word = step.name().toLowerCase(Locale.ROOT).replace('_', '-');
        assertThat(Wait.until(
                        () -> migration(id)
                                .path("timeline")
                                .findValuesAsText("step")
                                .contains(word),
                        SOON))
                .as("%s", migration(id))
                .isTrue();
    }

    /** QEMU at hv1 sends. */
    void awaitMemory(String id) {
        assertThat(Wait.until(
                        () -> migration(id).at("/progress/transferredBytes").asLong() > 0, SOON))
                .as("%s", migration(id))
                .isTrue();
    }

    JsonNode awaitEnd(String id) {
        boolean ended = Wait.until(() -> migration(id).hasNonNull("result"), LIMIT);
        assertThat(ended)
                .as(() -> migration(id) + "\n" + sourceDaemon().logTail() + "\n"
                        + destinationDaemon().logTail())
                .isTrue();
        return migration(id);
    }

    void assertRolledBack(String id, String words) {
        JsonNode end = awaitEnd(id);
        assertThat(end.path("result").asText()).as("%s", end).isEqualTo("rolled-back");
        assertThat(end.path("words").asText()).startsWith(words);
    }

    void assertCompleted(String id) {
        JsonNode end = awaitEnd(id);
        assertThat(end.path("result").asText()).as("%s", end).isEqualTo("completed");
    }

    /** The only VF of hv2. */
    void takeVf() {
        destinationDaemon()
                .run(LIMIT, "vf", "reserve", "pf0", "1", "--for", "other")
                .orFail();
    }

    void releaseVf() {
        destinationDaemon().run(LIMIT, "vf", "release", "pf0", "1").orFail();
    }

    static void on(QemuHost host, String... command) {
        Command.run(host.namespace().inside(List.of(command)).toArray(String[]::new))
                .orFail();
    }

    @Override
    public void close() {
        fleet.close();
        assertThat(fleet.leftovers()).isEmpty();
    }
}
