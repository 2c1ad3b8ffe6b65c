package io.netfailover.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Half of the reported campaign's links, and a socket that is smaller too, so that it overruns as well. */
class StormTest {
    private static final int PAIRS = 1_000;
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    /** For faults that any storm shows. */
    private static final int FEW_PAIRS = 150;

    private static final int SMALL_BUFFER_BYTES = 64 * 1024;

    /** Each of which is heard. */
    private static final int MANY_EVENTS = 400;

    private static final int LARGE_BUFFER_BYTES = 16 << 20;

    @TempDir
    private Path directory;

    @Test
    void afterAStormTheModelEqualsTheDumpThoughMessagesWereLost() throws Exception {
        Account account = Trial.run(new Storm(PAIRS, RECEIVE_BUFFER_BYTES), "", 3, directory);

        assertThat(account.failures()).isEmpty();
        assertThat(account.counts().get("overruns (ENOBUFS)")).isPositive();
    }

    @Test
    void aStreamThatIgnoresLossesIsConvicted() throws Exception {
        Account account = Trial.run(new Storm(FEW_PAIRS, SMALL_BUFFER_BYTES), Storm.NO_RESYNC, 2, directory);

        assertThat(Trial.objections(account)).contains("in the model");
    }

    @Test
    void aReceiverThatDropsAnEventIsConvicted() throws Exception {
        Account account = Trial.run(new Storm(FEW_PAIRS, SMALL_BUFFER_BYTES), Storm.DROP_EVENT, 1, directory);

        assertThat(Trial.objections(account)).contains("in the model");
    }

    @Test
    void aListenerThatKeepsEveryEventIsConvicted() throws Exception {
        Account account = Trial.run(new Storm(MANY_EVENTS, LARGE_BUFFER_BYTES), Storm.LEAK, 5, directory);

        assertThat(Trial.objections(account)).contains("memory grew");
    }
}
