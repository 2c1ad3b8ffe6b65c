package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.datapath.MasterAlias.Part;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import io.netfailover.types.MasterName;
import org.junit.jupiter.api.Test;

class SlaveMarkTest {
    private static final MasterAlias ALIAS =
            new MasterAlias(Part.PRIMARY, new MasterName("ens10"), new IfIndex(4), "ens10", true, Layout.DIRECT);

    @Test
    void aMarkIsReadAsItWasWritten() {
        for (boolean silenced : new boolean[] {true, false}) {
            SlaveMark mark = new SlaveMark(ALIAS, silenced);
            assertThat(SlaveMark.parse(mark.text())).contains(mark);
        }
    }

    @Test
    void theTextIsForEver() {
        assertThat(new SlaveMark(ALIAS, true).text())
                .isEqualTo("netfailover part=primary name=ens10 standby=4 was=ens10 up=1 ipv6=silenced");
    }

    @Test
    void anAliasThatSomebodyWroteIsKeptWithinTheMark() {
        String theirs = "uplink to rack 7 name=other former=x ipv6=silenced";
        SlaveMark mark = new SlaveMark(ALIAS, true).withFormerAlias(theirs);
        assertThat(SlaveMark.parse(mark.text())).contains(mark);
        assertThat(MasterAlias.parse(mark.text())).contains(ALIAS);
    }

    @Test
    void whatIpv4GetsBackIsReadAsItWasWritten() {
        SlaveMark mark = new SlaveMark(ALIAS, true)
                .withIpv4(new SlaveIpv4.Settings(2, 0))
                .withFormerAlias("their ipv4=1,1 uplink");
        assertThat(mark.text())
                .isEqualTo("netfailover part=primary name=ens10 standby=4 was=ens10 up=1 ipv6=silenced ipv4=2,0"
                        + " former=their ipv4=1,1 uplink");
        assertThat(SlaveMark.parse(mark.text())).contains(mark);
        assertThat(SlaveMark.parse(new SlaveMark(ALIAS, true)
                                .withFormerAlias("ipv4=1,1 ")
                                .text())
                        .orElseThrow()
                        .ipv4())
                .isEmpty();
    }

    @Test
    void whatStandsOnThePairIsNoMark() {
        assertThat(SlaveMark.parse(ALIAS.of(Part.IDLE).text())).isEmpty();
    }

    @Test
    void aFilterOfSomebodyElseHasNoMark() {
        assertThat(SlaveMark.parse("cil_from_netdev-ens11")).isEmpty();
        assertThat(SlaveMark.parse("")).isEmpty();
    }
}
