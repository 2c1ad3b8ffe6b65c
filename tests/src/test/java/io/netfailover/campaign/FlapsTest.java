package io.netfailover.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 600 flaps, a real daemon. */
class FlapsTest {
    private static final int ROUNDS = 5;
    private static final int FLAPS = 120;

    @TempDir
    private Path directory;

    @Test
    void aMasterWhoseSlavesFlapSettlesAndItsDaemonHoardsNothing() throws Exception {
        Account account = Trial.run(new Flaps(FLAPS), "", ROUNDS, directory);

        assertThat(account.failures()).isEmpty();
        assertThat(account.counts().get("link messages that moved the reflex")).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        Flaps.NO_SNAPSHOTS + ", the journal grew",
        Flaps.NO_DAMPING + ", changes of path",
        Flaps.KEPT_MASTER + ", eBPF objects that the daemon has held grew"
    })
    void aPlantedFaultIsConvicted(String plant, String words) throws Exception {
        Account account = Trial.run(new Flaps(FLAPS), plant, ROUNDS, directory);

        assertThat(Trial.objections(account)).contains(words);
    }
}
