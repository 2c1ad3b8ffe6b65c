package io.netfailover.campaign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netfailover.lab.Command;
import io.netfailover.lab.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs slices of one campaign, keeps its account, writes its report. */
final class CampaignRun {
    private static final Logger LOG = LoggerFactory.getLogger(CampaignRun.class);

    private final Campaign campaign;
    private final String plant;
    private final Path state;
    private final Path report;
    private final Consumer<String> progress;
    /** The process is told to end, and labs remove themselves. */
    private volatile boolean stopping;

    /** @param plant name of the fault to plant, empty for none */
    CampaignRun(Campaign campaign, String plant, Path directory, Consumer<String> progress) {
        this.campaign = campaign;
        this.plant = plant;
        this.progress = progress;
        String name = plant.isEmpty() ? campaign.name() : campaign.name() + "-" + plant;
        this.state = directory.resolve(name + ".state");
        this.report = directory.resolve(name + ".json");
    }

    /** Runs rounds until all are done or the time is over; then the slice as a whole is judged. */
    Account slice(long firstSeed, int rounds, long deadlineNs) throws Exception {
        if (!plant.isEmpty()) {
            Files.deleteIfExists(state); // two planted runs have nothing to do with each other
        }
        Account account = Account.resume(state, firstSeed, rounds);
        if (account.rounds() > 0) {
            progress.accept("going on after round " + account.rounds() + " of " + rounds);
        }
        account.beginSlice(commit());
        long lastSeed = account.nextSeed();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopping = true, "campaign-stop"));
        try (Campaign.Slice slice = campaign.begin(new Setting(plant, progress))) {
            while (!account.isComplete() && System.nanoTime() < deadlineNs) {
                lastSeed = account.nextSeed();
                long startNs = System.nanoTime();
                Round round = round(slice, lastSeed);
                if (stopping) {
                    return account; // the ground was taken from under the round: it says nothing
                }
                double seconds = (System.nanoTime() - startNs) / 1e9;
                account.add(lastSeed, round, seconds);
                account.write(state);
                progress.accept(line(account, lastSeed, round, seconds));
            }
            account.object(lastSeed, slice.objections());
        }
        account.write(state);
        writeReport(account);
        return account;
    }

    private static Round round(Campaign.Slice slice, long seed) {
        try {
            return slice.round(seed);
        } catch (Exception e) {
            LOG.error("round with seed {}", seed, e);
            return new Round(Map.of(), Map.of(), List.of("could not be run: " + e));
        }
    }

    private static String line(Account account, long seed, Round round, double seconds) {
        return String.format(
                Locale.ROOT,
                "round %,d of %,d, seed %d, %.1f s: %s",
                account.rounds(),
                account.wantedRounds(),
                seed,
                seconds,
                round.holds() ? "holds" : "FAILED: " + String.join("; ", round.objections()));
    }

    private void writeReport(Account account) throws IOException {
        ObjectNode json = account.toJson();
        json.put("campaign", campaign.name());
        json.put("plant", plant);
        json.put("complete", account.isComplete());
        json.put("holds", account.holds());
        json.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        json.put("kernel", System.getProperty("os.version"));
        json.put("java", Runtime.version().toString());
        Account.write(report, json);
    }

    /** What was tried and what failed, for people. */
    String text(Account account) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "   %,d of %,d rounds in %,.0f s and %d slice(s)%n",
                account.rounds(),
                account.wantedRounds(),
                account.seconds(),
                account.slices()));
        account.counts()
                .forEach((what, count) -> text.append(String.format(Locale.ROOT, "   %-52s %,16d%n", what, count)));
        account.peaks()
                .forEach((what, peak) ->
                        text.append(String.format(Locale.ROOT, "   %-52s %,16.1f%n", what + ", at most", peak)));
        for (Account.Failure failure : account.failures()) {
            text.append(String.format(
                    Locale.ROOT,
                    "   FAILED: ./campaign %s --seed %d --rounds 1%s%n",
                    campaign.name(),
                    failure.seed(),
                    plant.isEmpty() ? "" : " --plant " + plant));
            failure.objections()
                    .forEach(objection -> text.append("     ").append(objection).append('\n'));
        }
        String rest = account.isComplete() ? "" : " so far; the same command goes on";
        return text.append("   ")
                .append(account.holds() ? "holds" : "FAILED")
                .append(rest)
                .toString();
    }

    private static String commit() {
        Command.Outcome described =
                Command.run("git", "-C", Program.root().toString(), "describe", "--always", "--dirty");
        return described.exit() == 0 ? described.out().strip() : "unknown";
    }
}
