package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkNames;
import io.netfailover.types.MasterName;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartNameTest {
    private static final IfIndex STANDBY = new IfIndex(7);

    @Test
    void shortNamesGetASuffix() {
        MasterName master = new MasterName("ens10");
        assertThat(PartName.ofStandby(master, STANDBY)).isEqualTo(new PartName("ens10nsby", Optional.empty()));
        assertThat(PartName.ofIdleEnd(master, STANDBY)).isEqualTo(new PartName("ens10x", Optional.empty()));
    }

    @Test
    void whereTheSuffixDoesNotFitTheLongNameBecomesAnAltname() {
        MasterName eleven = new MasterName("abcdefghijk");
        MasterName fifteen = new MasterName("abcdefghijklmno");
        assertThat(PartName.ofStandby(eleven, STANDBY).altName()).isEmpty();
        assertThat(PartName.ofStandby(fifteen, STANDBY))
                .isEqualTo(new PartName("nf7sby", Optional.of("abcdefghijklmnonsby")));
        assertThat(PartName.ofIdleEnd(fifteen, STANDBY))
                .isEqualTo(new PartName("nf7x", Optional.of("abcdefghijklmnox")));
    }

    @Test
    void theLargestIndexStillMakesAName() {
        MasterName fifteen = new MasterName("abcdefghijklmno");
        IfIndex largest = new IfIndex(Integer.MAX_VALUE);
        assertThat(LinkNames.objection(PartName.ofStandby(fifteen, largest).name()))
                .isEmpty();
        assertThat(LinkNames.objection(PartName.ofUnfinishedMaster(largest))).isEmpty();
    }
}
