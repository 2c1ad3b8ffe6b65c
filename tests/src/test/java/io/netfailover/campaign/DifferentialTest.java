package io.netfailover.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On this machine only; the reported campaign also runs in a 6.1 guest. */
class DifferentialTest {
    @TempDir
    private Path directory;

    @Test
    void ourPictureOfTheLinksEqualsThatOfIpAfterEachChange() throws Exception {
        Account account = Trial.run(new Differential(100), "", 1, directory);

        assertThat(account.failures()).isEmpty();
        assertThat(account.counts().get("here: fields compared")).isGreaterThan(5_000);
        assertThat(account.counts())
                .containsKeys(
                        "here: " + LinkChange.Topic.MOVE + ", by us", "here: " + LinkChange.Topic.MOVE + ", by ip");
    }

    @Test
    void aFieldShownAsAnotherIsConvicted() throws Exception {
        Account account = Trial.run(new Differential(300), LinkDifferential.WRONG_FIELD, 1, directory);

        assertThat(Trial.objections(account)).contains("promiscuity");
    }

    @Test
    void aChangeThatOurSocketDoesNotMakeIsConvicted() throws Exception {
        Account account = Trial.run(new Differential(100), LinkDifferential.LOST_CHANGE, 1, directory);

        assertThat(Trial.objections(account)).contains("granted, yet");
    }
}
