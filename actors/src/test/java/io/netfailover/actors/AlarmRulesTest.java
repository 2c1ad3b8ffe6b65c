package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.actors.MasterStatus.SlaveStatus;
import io.netfailover.journal.MasterPolicy;
import io.netfailover.netlink.Link;
import io.netfailover.types.AlarmKind;
import io.netfailover.types.IfIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlarmRulesTest {
    private static final SlaveStatus STANDBY = slave("standby", 10, true, true);
    private static final SlaveStatus PRIMARY = slave("primary", 11, true, true);

    private static final MasterPolicy POLICY =
            PolicySettings.change(MasterPolicy.DEFAULT, Map.of("flap-limit", "4", "probe-targets", "192.0.2.1"));

    private final List<Link> links = new ArrayList<>(
            List.of(Links.veth(10, "ens10nsby").link(), Links.veth(11, "ens11").link()));

    private static SlaveStatus slave(String role, int index, boolean up, boolean carrier) {
        return slave(role, index, up, carrier, false);
    }

    private static SlaveStatus slave(String role, int index, boolean up, boolean carrier, boolean silent) {
        return new SlaveStatus(role, index == 10 ? "ens10nsby" : "ens" + index, index, up, carrier, true, silent, null);
    }

    private static MasterStatus master(String name, String path, String rx, SlaveStatus... slaves) {
        return master(name, "active", true, path, "bpf-probe", "auto", "bpf-probe", rx, slaves);
    }

    private static MasterStatus heldMaster() {
        return master(
                "ens10", "active", true, "standby", "bpf-probe", "auto", "bpf-probe", "open", true, STANDBY, PRIMARY);
    }

    private static MasterStatus master(
            String name,
            String state,
            boolean up,
            String path,
            String steering,
            String asked,
            String best,
            String rx,
            SlaveStatus... slaves) {
        return master(name, state, up, path, steering, asked, best, rx, false, slaves);
    }

    private static MasterStatus master(
            String name,
            String state,
            boolean up,
            String path,
            String steering,
            String asked,
            String best,
            String rx,
            boolean held,
            SlaveStatus... slaves) {
        return new MasterStatus(
                name,
                state,
                12,
                null,
                up,
                true,
                Links.MAC.toString(),
                1500,
                path,
                steering,
                asked,
                best,
                "no probe reads",
                "direct",
                rx,
                PolicySettings.of(POLICY),
                List.of(slaves),
                null,
                0,
                null,
                held,
                state.equals("waiting") ? List.of("waiting for the kernel: there is no link ens10") : List.of(),
                null,
                null,
                new TreeMap<>());
    }

    private List<AlarmCondition> standing(MasterStatus... masters) {
        return standing(Map.of(), masters);
    }

    private List<AlarmCondition> standing(Map<IfIndex, List<String>> uses, MasterStatus... masters) {
        return AlarmRules.over(
                        Arrays.asList(masters),
                        links.stream()
                                .map(link -> NetdevStatus.of(TestHost.IDENTITY.key(link), link, true))
                                .toList(),
                        uses)
                .standing();
    }

    private static AlarmCondition only(List<AlarmCondition> standing, AlarmKind kind, String subject) {
        assertThat(standing).hasSize(1);
        assertThat(standing.get(0).kind()).isEqualTo(kind);
        assertThat(standing.get(0).subject()).isEqualTo(subject);
        return standing.get(0);
    }

    @Test
    void aMasterWithBothSlavesIsWell() {
        assertThat(standing(master("ens10", "primary", "strict", STANDBY, PRIMARY)))
                .isEmpty();
    }

    @Test
    void nf21APrimaryWithoutCarrierIsOneWayWhereTheStandbysFramesAreDropped() {
        SlaveStatus dead = slave("primary", 11, true, false);

        AlarmCondition alarm =
                only(standing(master("ens10", "standby", "strict", STANDBY, dead)), AlarmKind.ONE_WAY, "master ens10");

        assertThat(alarm.text()).startsWith("primary ens11 has no carrier: ").endsWith(", or use '--rx open'");
        assertThat(standing(master("ens10", "standby", "open", STANDBY, dead))).isEmpty();
    }

    @Test
    void aPrimaryThatIsDownIsOneWayToo() {
        assertThat(only(
                                standing(master(
                                        "ens10", "standby", "strict", STANDBY, slave("primary", 11, false, true))),
                                AlarmKind.ONE_WAY,
                                "master ens10")
                        .text())
                .startsWith("primary ens11 is down: ");
    }

    @Test
    void withoutAPrimaryItIsDegraded() {
        SlaveStatus refused =
                new SlaveStatus("primary", "ens11", 11, true, true, true, false, "it belongs to br0 already");
        only(standing(master("ens10", "standby", "strict", STANDBY, refused)), AlarmKind.DEGRADED, "master ens10");
    }

    @Test
    void aMasterThatIsUpAndHasNoUsableSlaveHasNoPath() {
        SlaveStatus dead = slave("primary", 11, true, false);

        only(standing(master("ens10", "none", "open", STANDBY, dead)), AlarmKind.NO_PATH, "master ens10");

        assertThat(standing(master(
                        "ens10", "active", false, "none", "bpf-probe", "auto", "bpf-probe", "open", STANDBY, dead)))
                .as("closed, as it was told")
                .isEmpty();
    }

    @Test
    void aMasterThatWaitsForTheKernelHasNoPath() {
        assertThat(only(
                                standing(master("ens10", "waiting", false, "none", "auto", "auto", "auto", "open")),
                                AlarmKind.NO_PATH,
                                "master ens10")
                        .text())
                .isEqualTo("waiting for the kernel: there is no link ens10");
    }

    @ParameterizedTest
    @CsvSource({"creating", "destroying"})
    void aMasterThatIsBeingMadeOrUnmadeIsNotJudged(String state) {
        assertThat(standing(master("ens10", state, true, "none", "auto", "auto", "auto", "open")))
                .isEmpty();
    }

    @Test
    void aPathThatIsHeldForItsChangesIsFlapping() {
        assertThat(only(standing(heldMaster()), AlarmKind.FLAPPING, "master ens10")
                        .text())
                .startsWith("its path changed 4 times within 10s and is held on the standby for 30s: ");
    }

    @Test
    void aSlaveWithCarrierOnWhichNoTargetAnswersIsADeadPath() {
        SlaveStatus silent = slave("primary", 11, true, true, true);

        assertThat(only(
                                standing(master("ens10", "standby", "open", STANDBY, silent)),
                                AlarmKind.PATH_DEAD,
                                "link ens11")
                        .text())
                .startsWith(
                        "it has carrier, but none of the probe targets of master ens10 (192.0.2.1) answers over it");
    }

    @Test
    void noAnswerIsExpectedOfASlaveWithoutCarrier() {
        SlaveStatus dead = slave("primary", 11, true, false, true);

        assertThat(standing(master("ens10", "standby", "open", STANDBY, dead))).isEmpty();
    }

    @Test
    void nf24WhatASlaveDoesNotTakeIsNoLackOfAPath() {
        MasterStatus master = master("ens10", "primary", "open", STANDBY, PRIMARY);

        assertThat(only(
                                standing(master.withAlarms(List.of("a slave does not follow it: ENOSPC"))),
                                AlarmKind.NOT_MIRRORED,
                                "master ens10")
                        .text())
                .isEqualTo("a slave does not follow it: ENOSPC");
    }

    @Test
    void slavesShouldHaveTheMastersMacAddressAndMtu() {
        links.set(1, Links.veth(11, "ens11").mac(Links.OTHER_MAC).mtu(1400).link());

        List<AlarmCondition> standing = standing(master("ens10", "primary", "open", STANDBY, PRIMARY));

        assertThat(standing)
                .extracting(AlarmCondition::kind)
                .containsExactly(AlarmKind.MAC_MISMATCH, AlarmKind.MTU_MISMATCH);
        assertThat(standing).extracting(AlarmCondition::subject).containsOnly("link ens11");
        assertThat(standing.get(0).text())
                .contains(Links.OTHER_MAC.toString())
                .endsWith("ip link set ens11 address " + Links.MAC);
        assertThat(standing.get(1).text())
                .isEqualTo("its MTU is 1400, that of master ens10 is 1500: ip link set ens11 mtu 1500");
    }

    @Test
    void aSlaveThatSomebodyUsesIsAnAlarm() {
        AlarmCondition alarm = only(
                standing(
                        Map.of(new IfIndex(10), List.of("has the address 192.0.2.1/24")),
                        master("ens10", "primary", "open", STANDBY, PRIMARY)),
                AlarmKind.SLAVE_ADDRESS,
                "link ens10nsby");

        assertThat(alarm.text()).contains("it has the address 192.0.2.1/24");
    }

    @Test
    void twoMastersOfOneMacAddressAreBothNamed() {
        List<AlarmCondition> standing = standing(
                master("ens10", "primary", "open", STANDBY, PRIMARY),
                master("ens20", "active", true, "primary", "kernel", "kernel", "kernel", "strict", STANDBY, PRIMARY));

        assertThat(standing).extracting(AlarmCondition::kind).containsOnly(AlarmKind.DUPLICATE_MASTER);
        assertThat(standing).extracting(AlarmCondition::subject).containsExactly("master ens10", "master ens20");
    }

    @ParameterizedTest
    @CsvSource({
        "auto, bpf-flip, bpf-flip, false",
        "bpf, bpf-flip, bpf-flip, false",
        "bpf-flip, bpf-flip, bpf-flip, false",
        "bpf-probe, bpf-flip, bpf-flip, true",
        "bpf, mirred, mirred, true",
        "auto, mirred, mirred, false",
        "auto, mirred, bpf-probe, true",
        "bpf, bpf-flip, bpf-probe, true"
    })
    void steeringThatIsNotWhatWasAskedForOrWasThereOnceFellBack(String asked, String got, String best, boolean alarm) {
        List<AlarmCondition> standing =
                standing(master("ens10", "active", true, "primary", got, asked, best, "open", STANDBY, PRIMARY));

        assertThat(standing)
                .extracting(AlarmCondition::kind)
                .isEqualTo(alarm ? List.of(AlarmKind.STEERING_FELL_BACK) : List.of());
    }
}
