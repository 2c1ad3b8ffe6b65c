package io.netfailover.campaign;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** How far a campaign is and what it found, over all its slices. Written to a file after each round, so that any end is a pause. */
@JsonAutoDetect(
        fieldVisibility = JsonAutoDetect.Visibility.ANY,
        getterVisibility = JsonAutoDetect.Visibility.NONE,
        isGetterVisibility = JsonAutoDetect.Visibility.NONE)
@JsonIgnoreProperties(ignoreUnknown = true)
final class Account {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** More of them say nothing new. */
    private static final int KEPT_FAILURES = 50;

    /** A round that did not hold, or (with its last seed) a slice of which that is true as a whole. */
    record Failure(long seed, List<String> objections) {}

    private long firstSeed;
    private int wantedRounds;
    private int rounds;
    private int slices;
    private int failed;
    private double seconds;
    private final SortedSet<String> commits = new TreeSet<>();
    private final SortedMap<String, Long> counts = new TreeMap<>();
    private final SortedMap<String, Double> peaks = new TreeMap<>();
    private final List<Failure> failures = new ArrayList<>();

    static Account beginning(long firstSeed, int wantedRounds) {
        Account account = new Account();
        account.firstSeed = firstSeed;
        account.wantedRounds = wantedRounds;
        return account;
    }

    /** Goes on where the same campaign (same first seed, same number of rounds) was left, else begins anew. */
    static Account resume(Path file, long firstSeed, int wantedRounds) {
        try {
            Account old = JSON.readValue(file.toFile(), Account.class);
            if (!old.isComplete() && old.firstSeed == firstSeed && old.wantedRounds == wantedRounds) {
                return old;
            }
        } catch (IOException e) {
            // there is none, or it is of an older form: a campaign can always begin anew
        }
        return beginning(firstSeed, wantedRounds);
    }

    void beginSlice(String commit) {
        slices++;
        commits.add(commit);
    }

    void add(long seed, Round round, double took) {
        rounds++;
        seconds += took;
        round.counts().forEach((what, count) -> counts.merge(what, count, Long::sum));
        round.peaks().forEach((what, value) -> peaks.merge(what, value, Math::max));
        object(seed, round.objections());
    }

    /** @param objections of a round, or of a slice; none changes nothing */
    void object(long seed, List<String> objections) {
        if (objections.isEmpty()) {
            return;
        }
        failed++;
        if (failures.size() < KEPT_FAILURES) {
            failures.add(new Failure(seed, objections));
        }
    }

    boolean isComplete() {
        return rounds >= wantedRounds;
    }

    boolean holds() {
        return failed == 0;
    }

    long nextSeed() {
        return firstSeed + rounds;
    }

    int rounds() {
        return rounds;
    }

    int wantedRounds() {
        return wantedRounds;
    }

    int slices() {
        return slices;
    }

    double seconds() {
        return seconds;
    }

    SortedMap<String, Long> counts() {
        return counts;
    }

    SortedMap<String, Double> peaks() {
        return peaks;
    }

    List<Failure> failures() {
        return failures;
    }

    ObjectNode toJson() {
        return JSON.valueToTree(this);
    }

    /** At once or not at all: a campaign that is killed while it writes goes on from the round before. */
    void write(Path file) throws IOException {
        write(file, toJson());
    }

    static void write(Path file, ObjectNode json) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        JSON.writeValue(fresh.toFile(), json);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
