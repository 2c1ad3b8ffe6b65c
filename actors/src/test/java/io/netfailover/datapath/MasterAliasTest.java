package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.datapath.MasterAlias.Part;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import io.netfailover.types.MasterName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MasterAliasTest {
    private static final MasterAlias ALIAS =
            new MasterAlias(Part.MASTER, new MasterName("ens10"), new IfIndex(4), "ens10", true, Layout.DIRECT);

    @Test
    void theTextIsForEver() {
        assertThat(ALIAS.text()).isEqualTo("netfailover part=master name=ens10 standby=4 was=ens10 up=1");
    }

    @ParameterizedTest
    @EnumSource
    void everyPartIsReadAsItWasWritten(Part part) {
        for (Layout layout : Layout.values()) {
            MasterAlias alias =
                    new MasterAlias(part, new MasterName("a=b"), new IfIndex(2147483647), "eth0.100", false, layout);
            assertThat(MasterAlias.parse(alias.text())).contains(alias);
        }
    }

    @Test
    void wordsOfLaterVersionsArePassedOver() {
        assertThat(MasterAlias.parse(ALIAS.text() + " colour=blue x")).contains(ALIAS);
    }

    @Test
    void theLongestTextFitsAnAlias() {
        MasterName longest = new MasterName("abcdefghijklmno");
        MasterAlias alias =
                new MasterAlias(Part.PRIMARY, longest, new IfIndex(2147483647), longest.value(), true, Layout.VISIBLE);
        assertThat(alias.text().length()).isLessThan(256); // IFALIASZ, and CLS_BPF_NAME_LEN
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "uplink to rack 4",
                "netfailover",
                "netfailover is great",
                "netfailover part=master name=ens10 standby=0 was=ens10 up=1",
                "netfailover part=mistress name=ens10 standby=4 was=ens10 up=1",
                "netfailover part=master name=far-too-long-name standby=4 was=ens10 up=1",
                "netfailover part=master name=ens10 standby=4 up=1",
                "netfailover part=master name=ens10 standby=4 was=ens10 up=1 layout=odd",
                "netfailover2 part=master name=ens10 standby=4 was=ens10 up=1"
            })
    void otherTextsAreNotOurs(String text) {
        assertThat(MasterAlias.parse(text)).isEmpty();
    }
}
