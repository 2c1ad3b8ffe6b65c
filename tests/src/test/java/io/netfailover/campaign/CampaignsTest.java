package io.netfailover.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CampaignsTest {
    private final StringWriter said = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Campaigns.command();
        command.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
        return command.execute(arguments);
    }

    @Test
    void anUnknownCampaignIsAskedWrongly() {
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(said.toString()).contains("there is no campaign 'nonsense'");
    }

    @Test
    void aFaultThatTheCampaignDoesNotHaveIsAskedWrongly() {
        assertThat(run("storm", "--plant", "off-by-one")).isEqualTo(2);
        assertThat(said.toString()).contains("campaign storm has no fault 'off-by-one'");
    }

    @Test
    void aSliceLastsAnHourAtMost() {
        assertThat(run("storm", "--minutes", "61")).isEqualTo(2);
        assertThat(run("storm", "--minutes", "0")).isEqualTo(2);
    }

    @Test
    void helpListsTheFaultsOfEveryCampaign() {
        assertThat(run("--help")).isZero();
        for (Campaign campaign : Campaigns.ALL) {
            assertThat(campaign.faults()).isNotEmpty();
            campaign.faults().forEach(fault -> assertThat(said.toString()).contains(fault.name()));
        }
    }
}
