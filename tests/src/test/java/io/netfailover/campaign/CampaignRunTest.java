package io.netfailover.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignRunTest {
    private static final long LATER = TimeUnit.MINUTES.toNanos(1);

    @TempDir
    private Path directory;

    /** Fails for the seeds that it is told. */
    private static final class Scripted implements Campaign {
        private final List<Long> failing;
        private final List<Long> seeds = new ArrayList<>();

        Scripted(Long... failing) {
            this.failing = List.of(failing);
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public String description() {
            return "fails where it should";
        }

        @Override
        public List<Fault> faults() {
            return List.of();
        }

        @Override
        public int rounds() {
            return 3;
        }

        @Override
        public Slice begin(Setting setting) {
            return new Slice() {
                @Override
                public Round round(long seed) {
                    seeds.add(seed);
                    if (seed == 99) {
                        throw new IllegalStateException("cannot be run");
                    }
                    List<String> objections = failing.contains(seed) ? List.of("seed " + seed + " failed") : List.of();
                    return new Round(Map.of("tried", 10L), Map.of("slowest", (double) seed), objections);
                }

                @Override
                public void close() {
                    // nothing was opened
                }
            };
        }
    }

    private Account run(Campaign campaign, long seed, int rounds, long nanos) throws Exception {
        return new CampaignRun(campaign, "", directory, line -> {}).slice(seed, rounds, System.nanoTime() + nanos);
    }

    @Test
    void eachRoundTakesTheNextSeedAndAllAreAddedUp() throws Exception {
        Scripted campaign = new Scripted();

        Account account = run(campaign, 5, 3, LATER);

        assertThat(campaign.seeds).containsExactly(5L, 6L, 7L);
        assertThat(account.counts()).containsEntry("tried", 30L);
        assertThat(account.peaks()).containsEntry("slowest", 7.0);
        assertThat(account.holds()).isTrue();
    }

    @Test
    void aFailureIsToldWithTheSeedThatReproducesItAndTheOtherRoundsAreRun() throws Exception {
        Scripted campaign = new Scripted(6L);

        Account account = run(campaign, 5, 3, LATER);

        assertThat(campaign.seeds).hasSize(3);
        assertThat(account.holds()).isFalse();
        assertThat(new CampaignRun(campaign, "", directory, line -> {}).text(account))
                .contains("./campaign scripted --seed 6 --rounds 1")
                .contains("seed 6 failed");
    }

    @Test
    void aPlantedFailureIsToldWithItsPlant() throws Exception {
        CampaignRun planted = new CampaignRun(new Scripted(6L), "no-resync", directory, line -> {});

        assertThat(planted.text(planted.slice(6, 1, System.nanoTime() + LATER)))
                .contains("./campaign scripted --seed 6 --rounds 1 --plant no-resync");
    }

    @Test
    void aRoundThatCannotBeRunHasFailed() throws Exception {
        assertThat(Trial.objections(run(new Scripted(), 99, 1, LATER))).contains("cannot be run");
    }

    @Test
    void whatTheTimeDidNotSufficeForIsGoneOnWith() throws Exception {
        Account first = run(new Scripted(5L), 5, 1, LATER);
        assertThat(first.isComplete()).isTrue();

        Scripted paused = new Scripted(5L);
        assertThat(run(paused, 5, 3, 0).isComplete()).isFalse();
        assertThat(paused.seeds).isEmpty();
        Scripted goingOn = new Scripted(5L);
        Account account = run(goingOn, 5, 3, LATER);

        assertThat(goingOn.seeds).containsExactly(5L, 6L, 7L);
        assertThat(account.slices()).isEqualTo(2);
        assertThat(account.holds()).isFalse();
    }

    @Test
    void theStateOfAnotherSeedIsNotGoneOnWith() throws Exception {
        run(new Scripted(), 5, 3, 0);

        assertThat(run(new Scripted(), 6, 3, LATER).slices()).isEqualTo(1);
    }

    @Test
    void theReportIsWritten() throws Exception {
        run(new Scripted(6L), 5, 3, LATER);

        JsonNode report =
                new ObjectMapper().readTree(directory.resolve("scripted.json").toFile());
        assertThat(report.path("campaign").asText()).isEqualTo("scripted");
        assertThat(report.path("complete").asBoolean()).isTrue();
        assertThat(report.path("holds").asBoolean()).isFalse();
        assertThat(report.path("rounds").asInt()).isEqualTo(3);
        assertThat(report.path("failures").path(0).path("seed").asLong()).isEqualTo(6);
    }
}
