package io.netfailover.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All decoders in one JVM, which is as good as one for each and much faster. */
class FuzzTest {
    private static final int INPUTS = 200_000;

    @TempDir
    private Path directory;

    @Test
    void noInputOfManyBreaksADecoder() throws Exception {
        Account account = Trial.run(new Fuzz(INPUTS, true), "", 1, directory);

        assertThat(account.failures()).isEmpty();
        assertThat(account.counts().get("inputs")).isGreaterThanOrEqualTo(INPUTS);
    }

    @Test
    void aDecoderThatReadsAByteTooFarIsConvicted() throws Exception {
        Account account = Trial.run(new Fuzz(INPUTS, false), Fuzz.OFF_BY_ONE, 1, directory);

        assertThat(Trial.objections(account))
                .contains("IndexOutOfBoundsException")
                .contains("OffByOne");
    }
}
