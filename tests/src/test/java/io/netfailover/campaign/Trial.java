package io.netfailover.campaign;

import io.netfailover.config.Logging;
import io.netfailover.config.Settings;
import java.nio.file.Path;
import java.time.Duration;

/** Runs a campaign as {@code ./campaign} does, with its files in a directory of the test. */
final class Trial {
    private static final Duration LONG = Duration.ofMinutes(10);

    private Trial() {}

    static Account run(Campaign campaign, String plant, int rounds, Path directory) throws Exception {
        // A storm makes the parts under test warn by the hundred.
        Logging.start(new Settings.Log(Settings.Level.ERROR, false));
        return new CampaignRun(campaign, plant, directory, System.out::println)
                .slice(1, rounds, System.nanoTime() + LONG.toNanos());
    }

    static String objections(Account account) {
        return account.failures().toString();
    }
}
