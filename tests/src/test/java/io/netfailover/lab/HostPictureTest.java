package io.netfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostPictureTest {
    private static final HostPicture CLEAN = new HostPicture("running", List.of("link a", "link a", "VF 1 of vm1"));

    @Test
    void picturesDifferByWhatTheyHaveMoreAndLessOften() {
        assertThat(CLEAN.differenceFrom(CLEAN)).isEmpty();
        assertThat(new HostPicture("running", List.of("VF 1 of vm1", "link a", "FDB vf0 left")).differenceFrom(CLEAN))
                .contains("has [FDB vf0 left], lacks [link a]");
    }

    @Test
    void onlyAVmThatRunsRuns() {
        assertThat(CLEAN.runs()).isTrue();
        assertThat(new HostPicture("paused", List.of()).runs()).isFalse();
        assertThat(new HostPicture("paused", List.of()).isWithoutVm()).isFalse();
        assertThat(new HostPicture("none", List.of()).isWithoutVm()).isTrue();
    }
}
