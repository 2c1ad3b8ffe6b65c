package io.netfailover.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.campaign.crash.CrashHouse;
import io.netfailover.campaign.crash.ScriptedNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody's death in the middle of a migration strands a VM, and the judge notices when it does. */
class CrashTest {
    private static final int POINTS = 300;

    private static Round round(String plant, long seed, int points) throws Exception {
        try (Campaign.Slice slice = new Crash(points).begin(new Setting(plant, line -> {}))) {
            return slice.round(seed);
        }
    }

    @Test
    void noDeathAtAnyOfThreeHundredPointsStrandsAVm() throws Exception {
        Round round = round("", 3, POINTS);

        assertThat(round.objections()).isEmpty();
        assertThat(round.counts()).containsEntry("points", (long) POINTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {CrashHouse.NO_FENCING, ScriptedNetwork.LOST_FDB_REMOVAL, ScriptedNetwork.LOST_UNDO})
    void aPlantedFaultIsConvicted(String plant) throws Exception {
        assertThat(round(plant, 1, POINTS).objections()).isNotEmpty();
    }
}
