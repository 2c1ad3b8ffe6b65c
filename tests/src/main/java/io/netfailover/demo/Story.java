package io.netfailover.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.lab.Daemon;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LabAddresses;
import io.netfailover.lab.LabException;
import io.netfailover.lab.LinkTable;
import io.netfailover.lab.PathSampler;
import io.netfailover.lab.Probe;
import io.netfailover.lab.Wait;
import io.netfailover.types.Path;
import io.netfailover.types.Steering;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The master's life in the demo: makes each stage happen, waits until it has settled, and judges it. */
public final class Story {
    public static final int PER_SECOND = 1000;

    private static final String MASTER = Lab.STANDBY;
    private static final String STANDBY_OF_MASTER = Lab.STANDBY + "nsby";
    private static final String ENTITY = "master/" + MASTER;

    /** How long a stage may take to show the path that it promises; longer, and it is judged as it is. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** After the path is as promised: what is lost late belongs to the stage as well. */
    private static final Duration SETTLING = Duration.ofMillis(600);

    /** From the kill until the restarted daemon had settled. */
    private record Absence(Instant from, Instant to) {
        boolean contains(Instant at) {
            return at.isAfter(from) && at.isBefore(to);
        }
    }

    private final Lab lab;
    private final Daemon daemon;
    private final Consumer<StageResult> listener;
    private final List<StageResult> results = new ArrayList<>();
    private final Probe probe;
    private final PathSampler sampler;
    private final LinkTable linksBefore;
    private final Steering steering;
    private final List<Absence> absences = new ArrayList<>();
    private long stageFromNs;
    private long killedAfterSequence;

    /**
     * Creates the master over the running daemon, which is the first stage.
     *
     * @param listener told each stage's result as soon as its last packet can be judged
     */
    public Story(Lab lab, Daemon daemon, Steering wanted, Consumer<StageResult> listener) {
        this.lab = lab;
        this.daemon = daemon;
        this.listener = listener;
        this.linksBefore = LinkTable.of(lab.guest());
        daemon.run("master", "create", MASTER, "--standby", Lab.STANDBY, "--steering", wanted.word())
                .orFail();
        this.steering = Steering.parse(daemon.master(MASTER).path("steering").asText());
        lab.guest()
                .ip("address", "add", LabAddresses.GUEST + "/" + LabAddresses.PREFIX, "dev", MASTER)
                .orFail();
        lab.guest().ip("link", "set", MASTER, "up").orFail();
        this.probe = lab.tie(Probe.start(lab.guest(), lab.peer(), LabAddresses.PEER, PER_SECOND));
        this.sampler = lab.tie(PathSampler.start(lab.guest(), Lab.PRIMARY, STANDBY_OF_MASTER));
        // The first packets wait for ARP and for classes to be loaded.
        Wait.pass(Duration.ofMillis(500));
        stageFromNs = System.nanoTime();
        stage(Stage.CREATED, 1, () -> {}, () -> List.of());
    }

    public Steering steering() {
        return steering;
    }

    public String why() {
        return daemon.master(MASTER).path("why").asText("");
    }

    public List<StageResult> results() {
        return List.copyOf(results);
    }

    public List<PathSampler.Change> paths() {
        return sampler.changes();
    }

    /** Everything that can happen to the primary while the master stays. */
    public void round(int number) {
        stage(Stage.CARRIER_LOST, number, () -> lab.setPrimaryCarrier(false), List::of);
        stage(Stage.CARRIER_BACK, number, () -> lab.setPrimaryCarrier(true), List::of);
        stage(Stage.UNPLUGGED, number, lab::unplugPrimary, List::of);
        stage(Stage.PLUGGED, number, lab::plugPrimary, List::of);
        death(number);
    }

    /** The primary is unplugged while the daemon is dead. */
    public void death(int number) {
        killedAfterSequence = lastSequence();
        Instant killedAt = Instant.now();
        stage(Stage.KILLED, number, daemon::kill, List::of);
        stage(Stage.UNPLUGGED_WHILE_DEAD, number, lab::unplugPrimary, List::of);
        stage(Stage.RESTARTED, number, daemon::start, this::afterRestart);
        absences.add(new Absence(killedAt, Instant.now()));
        stage(Stage.PLUGGED_AGAIN, number, lab::plugPrimary, List::of);
    }

    /** The last stage: the links are as they were before the first. */
    public void destroy() {
        probe.stop();
        stage(Stage.DESTROYED, 1, () -> daemon.run("master", "destroy", MASTER).orFail(), () -> {
            List<String> objections = new ArrayList<>(linksBefore.differences(LinkTable.of(lab.guest())));
            objections.addAll(falseAbsences());
            return objections;
        });
    }

    private void stage(Stage stage, int round, Runnable trigger, Supplier<List<String>> judge) {
        Promise promise = Promise.of(stage, steering);
        Path before = sampler.path();
        trigger.run();
        long actedNs = System.nanoTime();
        within(() -> sampler.path() == promise.after());
        Wait.pass(SETTLING);
        List<String> objections = new ArrayList<>(promise.pathObjections(sampler.path()));
        boolean told = daemon.isAlive() && stage != Stage.DESTROYED;
        if (told) {
            within(() -> toldPath() == sampler.path());
        }
        Path after = told ? toldPath() : sampler.path();
        if (after != sampler.path()) {
            objections.add("status says " + Words.of(after) + ", the kernel sends over " + Words.of(sampler.path()));
        }
        objections.addAll(judge.get());
        long toNs = System.nanoTime();
        StageResult result = new StageResult(
                stage,
                round,
                before,
                after,
                actedNs,
                stageFromNs,
                toNs,
                probe.report(stageFromNs, toNs),
                promise,
                List.copyOf(objections));
        lab.evidence().census().look();
        stageFromNs = toNs;
        results.add(result);
        listener.accept(result);
    }

    /** The path by the daemon's word. */
    private Path toldPath() {
        return Words.path(daemon.master(MASTER).path("path").asText());
    }

    /** The restarted daemon shows what the kernel shows, and has written down what it missed. */
    private List<String> afterRestart() {
        List<String> objections = new ArrayList<>();
        within(() -> contradictions().isEmpty());
        objections.addAll(contradictions());
        within(this::unplugJournalled);
        if (!unplugJournalled()) {
            objections.add("the journal of " + ENTITY + " does not show the unplug that happened meanwhile");
        }
        return objections;
    }

    /** What the journal says to have happened while the daemon was away, though it was there. */
    private List<String> falseAbsences() {
        return daemon.events().stream()
                .filter(event -> event.path("data").path("whileAway").asBoolean())
                .filter(event -> {
                    Instant at = Instant.parse(event.path("at").asText());
                    return absences.stream().noneMatch(absence -> absence.contains(at));
                })
                .map(event -> "the journal says " + event.path("event").asText() + " of "
                        + event.path("entity").asText() + " happened while the daemon was away, which it was not")
                .toList();
    }

    private List<String> contradictions() {
        JsonNode master = daemon.master(MASTER);
        return master.isMissingNode()
                ? List.of("status does not show " + MASTER)
                : LinkTable.of(lab.guest()).contradictions(master);
    }

    private boolean unplugJournalled() {
        return daemon.events(ENTITY).stream()
                .filter(event -> event.path("sequence").asLong() > killedAfterSequence)
                .filter(event -> event.path("event").asText().equals("master-slave-released"))
                .map(event -> event.path("data"))
                .anyMatch(data -> data.path("whileAway").asBoolean()
                        && data.path("role").asText().equalsIgnoreCase("primary"));
    }

    private long lastSequence() {
        return daemon.events(ENTITY).stream()
                .mapToLong(event -> event.path("sequence").asLong())
                .max()
                .orElseThrow(() -> new LabException("the journal has no events of " + ENTITY));
    }

    private static void within(BooleanSupplier condition) {
        Wait.until(condition, PATIENCE);
    }
}
