package io.netfailover.campaign.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfailover.journal.MigrationStep;
import org.junit.jupiter.api.Test;

class FleetStoryTest {
    private static JsonNode migration(String result, String... lines) throws Exception {
        String json =
                "{'result': '" + result + "', 'words': 'so it was', 'timeline': [" + String.join(", ", lines) + "]}";
        return new ObjectMapper().readTree(json.replace('\'', '"'));
    }

    private static String line(String step, boolean undo, String outcome) {
        return "{'step': '" + step + "', 'undo': " + undo + ", 'begun': 'b', 'ended': 'e', 'outcome': '" + outcome
                + "', 'words': ''}";
    }

    private static String begun(String step) {
        return "{'step': '" + step + "', 'undo': false, 'begun': 'b', 'ended': null, 'outcome': null, 'words': ''}";
    }

    @Test
    void aStepMayFailAsLongAsItsLastTryIsGood() throws Exception {
        assertThat(FleetStory.objections(migration(
                        "completed", line("attach-vf", false, "timed-out"), line("attach-vf", false, "done"))))
                .isEmpty();
        assertThat(FleetStory.objections(migration(
                        "completed", line("attach-vf", false, "done"), line("attach-vf", false, "timed-out"))))
                .containsExactly("attach-vf was timed-out at last: ");
    }

    @Test
    void whatLedBackMayHaveFailedButNotItsUndo() throws Exception {
        assertThat(FleetStory.objections(
                        migration("rolled-back", line("migrate", false, "failed"), line("expect", true, "done"))))
                .isEmpty();
        assertThat(FleetStory.objections(
                        migration("rolled-back", line("migrate", false, "failed"), line("expect", true, "failed"))))
                .containsExactly("undo of expect was failed at last: ");
    }

    @Test
    void everyStepHasAnEndAndTheVmAPlace() throws Exception {
        assertThat(FleetStory.objections(migration("completed", begun("migrate"), line("migrate", false, "done"))))
                .containsExactly("migrate has no end");
        assertThat(FleetStory.objections(migration("lost"))).containsExactly("it ended as lost: so it was");
    }

    @Test
    void anUndoIsNotTheStepItself() throws Exception {
        JsonNode back = migration("rolled-back", begun("expect"), line("migrate", true, "done"));

        assertThat(FleetStory.has(back, MigrationStep.MIGRATE, false)).isFalse();
        assertThat(FleetStory.has(back, MigrationStep.EXPECT, false)).isTrue();
        assertThat(FleetStory.has(back, MigrationStep.EXPECT, true)).isFalse();
        assertThat(FleetStory.lastStep(back)).isEqualTo("undo of migrate");
    }
}
