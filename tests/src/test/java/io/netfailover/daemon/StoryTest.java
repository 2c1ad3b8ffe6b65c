package io.netfailover.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.demo.Stage;
import io.netfailover.demo.StageResult;
import io.netfailover.demo.Story;
import io.netfailover.lab.Daemon;
import io.netfailover.lab.Lab;
import io.netfailover.lab.Program;
import io.netfailover.types.Steering;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The demo's story with the real daemon: every promise but the number of packets, which one round of a busy machine may exceed. */
class StoryTest {
    @ParameterizedTest
    @EnumSource(
            value = Steering.class,
            names = {"BPF_PROBE", "BPF_FLIP"})
    void everyStageEndsOnItsPathAndTheLinksAreGivenBack(Steering steering) {
        Lab lab = Lab.build();
        List<StageResult> results;
        try (lab) {
            Daemon daemon = new Daemon(lab, Program.netfailover());
            daemon.start();
            Story story = new Story(lab, daemon, steering, result -> {});
            story.round(1);
            story.destroy();
            results = story.results();
            assertThat(story.steering()).isEqualTo(steering);
        }

        assertThat(results).extracting(StageResult::stage).containsExactly(Stage.values());
        assertThat(results)
                .allSatisfy(result -> assertThat(result.objections())
                        .as(result.stage().title())
                        .isEmpty());
        assertThat(lab.leftovers()).isEmpty();
        assertThat(lab.evidence().census().seen()).isPositive();
    }
}
