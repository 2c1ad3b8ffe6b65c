package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.datapath.MirrorReading;
import io.netfailover.datapath.MirrorReading.SlaveReading;
import io.netfailover.journal.FoldedStatistics;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MirrorViewTest {
    private static final Link STANDBY =
            Links.veth(10, "ens10nsby").mtuLimits(68, 65535).link();
    private static final Link PRIMARY =
            Links.veth(11, "ens11").mtuLimits(576, 9710).link();
    private static final Link SILENT = Links.veth(11, "ens11").noCarrier().link();

    private final MirrorView view = new MirrorView();

    @BeforeEach
    void read() {
        mirrored(List.of());
    }

    private void mirrored(List<String> problems) {
        view.mirrored(
                new MirrorReading(
                        Map.of(
                                Role.PRIMARY,
                                new SlaveReading(PRIMARY.ifIndex(), OptionalInt.of(25_000), "full", true),
                                Role.STANDBY,
                                new SlaveReading(STANDBY.ifIndex(), OptionalInt.empty(), "unknown", false)),
                        Map.of(),
                        problems,
                        List.of()),
                FoldedStatistics.NONE);
    }

    @Test
    void nf15TheLimitsOfTheMtuAreThePrimarysAndTheStandbysWithoutOne() {
        assertThat(view.settings(Optional.of(PRIMARY), Optional.of(STANDBY)).minMtuBytes())
                .isEqualTo(576);
        assertThat(view.settings(Optional.of(PRIMARY), Optional.of(STANDBY)).maxMtuBytes())
                .isEqualTo(9710);
        assertThat(view.settings(Optional.empty(), Optional.of(STANDBY)).maxMtuBytes())
                .isEqualTo(65535);
    }

    @Test
    void nf27SpeedAndDuplexAreThePrimarysWhileItIsReadyElseTheStandbysElseUnknown() {
        assertThat(view.settings(Optional.of(PRIMARY), Optional.of(STANDBY)))
                .isEqualTo(new MasterStatus.LinkSettings(576, 9710, 25_000, "full"));
        assertThat(view.settings(Optional.of(SILENT), Optional.of(STANDBY)).duplex())
                .isEqualTo("unknown");
        assertThat(view.settings(Optional.of(SILENT), Optional.empty()).speedMbits())
                .isNull();
    }

    @Test
    void nf27WhatAnEarlierPrimarySaidIsNotTheNextOnes() {
        Link next = Links.veth(14, "ens14").link();

        assertThat(view.settings(Optional.of(next), Optional.empty()).speedMbits())
                .isNull();
    }

    @Test
    void nf25AVlanThatASlaveFiltersIsAnAlarmWithItsRemedy() {
        assertThat(view.alarms(List.of(), MirrorViewTest::name)).isEmpty();
        assertThat(view.alarms(List.of("ens10.5"), MirrorViewTest::name))
                .containsExactly("ens11 filters VLANs, so frames for ens10.5 do not arrive over it:"
                        + " run 'ethtool -K ens11 rx-vlan-filter off', or where its driver refuses that"
                        + " (virtio_net, vmxnet3), give ens11 a VLAN link of the same id, and acknowledge this");
    }

    @Test
    void nf25AVlanLinkOnTheMasterIsSeen() {
        MasterView links = new MasterView(List.of(
                Links.veth(12, "ens10").link(),
                PRIMARY,
                Links.veth(20, "ens10.5").vlanOn(12).link(),
                Links.veth(21, "ens11.5").vlanOn(11).link()));
        links.serve(new FakeDataPaths().establish(MasterViewTest.DEFINITION));
        links.mirror()
                .mirrored(
                        new MirrorReading(
                                Map.of(
                                        Role.PRIMARY,
                                        new SlaveReading(PRIMARY.ifIndex(), OptionalInt.empty(), "unknown", true)),
                                Map.of(),
                                List.of(),
                                List.of()),
                        FoldedStatistics.NONE);

        assertThat(links.status(MasterViewTest.ACTIVE).orElseThrow().alarms())
                .singleElement()
                .asString()
                .startsWith("ens11 filters VLANs, so frames for ens10.5 do not");
    }

    @Test
    void nf24WhatASlaveDoesNotTakeIsAnAlarmUntilItDoes() {
        mirrored(List.of("add FDB entry 02:00:00:00:00:55 of ens11: No space left on device (ENOSPC)"));
        assertThat(view.alarms(List.of(), MirrorViewTest::name))
                .containsExactly("a slave does not follow it: add FDB entry 02:00:00:00:00:55 of ens11:"
                        + " No space left on device (ENOSPC)");
        view.notMirrored("link 12 is gone");
        assertThat(view.alarms(List.of(), MirrorViewTest::name))
                .contains("its slaves may not follow it: link 12 is gone");
        mirrored(List.of());
        assertThat(view.alarms(List.of(), MirrorViewTest::name)).isEmpty();
    }

    private static String name(SlaveReading slave) {
        return slave.link().equals(new IfIndex(11)) ? "ens11" : "ens10nsby";
    }
}
