package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.MacAddress;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReceptionChangeTest {
    private static final Reception GROUP = new Reception.Address(MacAddress.parse("33:33:00:00:00:77"));
    private static final Reception LLDP = new Reception.Address(MacAddress.parse("01:80:c2:00:00:0e"));
    private static final Reception PROMISCUOUS = Reception.Mode.PROMISCUOUS;

    @Test
    void nf24WhatTheMasterWantsAndTheSlaveLacksIsGivenAndRemembered() {
        assertThat(ReceptionChange.between(Set.of(GROUP, PROMISCUOUS), Set.of(), Optional.of(Set.of())))
                .isEqualTo(new ReceptionChange(Set.of(GROUP, PROMISCUOUS), Set.of(), Set.of(GROUP, PROMISCUOUS)));
    }

    @Test
    void nf24WhatTheMasterWantsNoMoreIsTakenBack() {
        assertThat(ReceptionChange.between(Set.of(), Set.of(GROUP), Optional.of(Set.of(GROUP))))
                .isEqualTo(new ReceptionChange(Set.of(), Set.of(GROUP), Set.of()));
    }

    @Test
    void nf24WhatOthersGaveTheSlaveStays() {
        assertThat(ReceptionChange.between(Set.of(GROUP), Set.of(GROUP, LLDP), Optional.of(Set.of())))
                .isEqualTo(new ReceptionChange(Set.of(), Set.of(), Set.of()));
        assertThat(ReceptionChange.between(Set.of(), Set.of(GROUP, LLDP), Optional.of(Set.of())))
                .isEqualTo(new ReceptionChange(Set.of(), Set.of(), Set.of()));
    }

    @Test
    void nf24WhatOthersTookFromTheSlaveIsGivenAgain() {
        assertThat(ReceptionChange.between(Set.of(GROUP), Set.of(), Optional.of(Set.of(GROUP))))
                .isEqualTo(new ReceptionChange(Set.of(GROUP), Set.of(), Set.of(GROUP)));
    }

    @Test
    void nf24AfterARestartWhatBothHaveIsOurs() {
        assertThat(ReceptionChange.between(Set.of(GROUP), Set.of(GROUP, LLDP), Optional.empty()))
                .isEqualTo(new ReceptionChange(Set.of(), Set.of(), Set.of(GROUP)));
    }
}
