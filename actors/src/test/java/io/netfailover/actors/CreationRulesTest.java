package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.types.Layout;
import io.netfailover.types.MacAddress;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreationRulesTest {
    private static final MasterName NAME = new MasterName("ens10");
    private static final Link STANDBY = Links.veth(10, "ens10").link();

    @Test
    void theDefinitionHoldsWhatDestroyGivesBack() {
        Link standby = Links.physical(10, "ens10", "0000:00:03.0")
                .down()
                .mac(Links.OTHER_MAC)
                .link();

        assertThat(CreationRules.definition(
                        new MasterRequest(NAME, "ens10", Steering.BPF_FLIP, ReceiveRule.STRICT, Layout.DIRECT),
                        List.of(standby),
                        List.of()))
                .isEqualTo(new MasterDefinition(
                        NAME,
                        "ens10",
                        false,
                        Links.MAC,
                        Steering.BPF_FLIP,
                        ReceiveRule.STRICT,
                        Layout.DIRECT,
                        Optional.empty()));
    }

    @Test
    void nf05TheAddressStandsForAPermanentOneThatTheDriverDoesNotReport() {
        assertThat(define(NAME, "ens10", STANDBY).mac()).isEqualTo(Links.MAC);
    }

    @Test
    void aStandbyMayBeNamedByAnAlternativeNameAndIsRememberedByItsOwn() {
        Link standby = Links.veth(10, "ens10").altName("enp0s3").link();

        assertThat(define(NAME, "enp0s3", standby).standbyName()).isEqualTo("ens10");
    }

    @Test
    void aMasterMayHaveAnotherNameThanItsStandby() {
        assertThat(define(new MasterName("fast0"), "ens10", STANDBY).name()).isEqualTo(new MasterName("fast0"));
    }

    @Test
    void anUnknownStandbyIsRefused() {
        refused(
                "ens99",
                "there is no link 'ens99'",
                "'netfailover netdev list' shows the links of this namespace",
                STANDBY);
    }

    private static final Link DRIVERS_MASTER =
            Links.physical(12, "ens10", "virtio0").link();
    private static final Link DRIVERS_STANDBY =
            Links.physical(10, "ens10nsby", "virtio0").master(12).link();
    private static final Link DRIVERS_PRIMARY =
            Links.physical(11, "ens11", "0000:02:00.0").master(12).link();

    @ParameterizedTest
    @ValueSource(strings = {"ens10", "ens10nsby", "ens11"})
    void aMasterThatItsDriverMadeIsThereAlreadyAndSoAreItsSlaves(String standby) {
        refused(
                standby,
                "'ens10' is a failover master already: its driver made it, over ens10nsby and ens11",
                "'netfailover master show ens10' shows it; to have one of ours give the VM its virtio NIC without"
                        + " failover=on",
                DRIVERS_MASTER,
                DRIVERS_STANDBY,
                DRIVERS_PRIMARY);
    }

    @Test
    void theLoopbackIsRefused() {
        refused("lo", "'lo' is the loopback device, it cannot be a standby", "name a network card", Links.loopback());
    }

    @Test
    void aLinkThatIsNoEthernetIsRefused() {
        refused(
                "tunl0",
                "'tunl0' is no Ethernet link",
                "a failover master pairs Ethernet links only",
                Links.veth(10, "tunl0").tunnel().link());
    }

    @Test
    void aLinkOfABridgeIsRefusedByTheBridgesName() {
        refused(
                "ens10",
                "'ens10' belongs to 'br0' already",
                "take it out first: ip link set ens10 nomaster",
                Links.veth(3, "br0").kind("bridge").link(),
                Links.veth(10, "ens10").master(3).link());
    }

    @Test
    void aLinkOfAnUnknownMasterIsRefusedByItsIndex() {
        refused(
                "ens10",
                "'ens10' belongs to 'link 3' already",
                "take it out first: ip link set ens10 nomaster",
                Links.veth(10, "ens10").master(3).link());
    }

    @Test
    void aLinkWithoutAnAddressIsRefused() {
        refused(
                "ens10",
                "'ens10' has no MAC address to pair by",
                "set one: ip link set ens10 address ...",
                Links.veth(10, "ens10").noAddress().link());
    }

    @Test
    void nf01AZeroAddressPairsNobody() {
        refused(
                "ens10",
                "'ens10' has no MAC address to pair by",
                "set one: ip link set ens10 address ...",
                Links.veth(10, "ens10").mac(new MacAddress(0)).link());
    }

    @Test
    void aMulticastAddressPairsNobody() {
        refused(
                "ens10",
                "'ens10' has no MAC address to pair by",
                "set one: ip link set ens10 address ...",
                Links.veth(10, "ens10")
                        .mac(MacAddress.parse("01:00:5e:00:00:01"))
                        .link());
    }

    @Test
    void aNameInUseIsRefused() {
        assertRefused(
                new MasterName("ens20"),
                "ens10",
                List.of(STANDBY, Links.veth(20, "ens20").mac(Links.OTHER_MAC).link()),
                List.of(),
                "a link 'ens20' exists already",
                "choose another name, or the standby's own");
    }

    @Test
    void anAlternativeNameInUseIsRefused() {
        assertRefused(
                new MasterName("uplink"),
                "ens10",
                List.of(
                        STANDBY,
                        Links.veth(20, "ens20")
                                .mac(Links.OTHER_MAC)
                                .altName("uplink")
                                .link()),
                List.of(),
                "a link 'uplink' exists already",
                "choose another name, or the standby's own");
    }

    @Test
    void aSecondMasterOfTheSameMacIsRefused() {
        MasterDefinition other = define(new MasterName("fast0"), "ens10", STANDBY);

        assertRefused(
                NAME,
                "ens10",
                List.of(STANDBY),
                List.of(other),
                "failover master 'fast0' has MAC " + Links.MAC + " already",
                "one master for each MAC: run 'netfailover master destroy fast0' first");
    }

    private static MasterDefinition define(MasterName name, String standby, Link... links) {
        return CreationRules.definition(request(name, standby), List.of(links), List.of());
    }

    @Test
    void aBondHearsTheSlaveThatItSendsOverSoItCannotBeStrict() {
        assertThatThrownBy(() -> CreationRules.definition(
                        new MasterRequest(NAME, "ens10", Steering.BOND, ReceiveRule.STRICT, Layout.DIRECT),
                        List.of(STANDBY),
                        List.of()))
                .hasMessage("steering bond hears the slave that it sends over, which rx strict forbids");
        assertThat(CreationRules.definition(
                                new MasterRequest(NAME, "ens10", Steering.BOND, ReceiveRule.OPEN, Layout.DIRECT),
                                List.of(STANDBY),
                                List.of())
                        .steering())
                .isEqualTo(Steering.BOND);
    }

    @Test
    void aSlaveOfOurOwnBondIsKnownByItsMaster() {
        String alias = "netfailover part=standby name=ens10 standby=10 was=ens10 up=1";
        refused(
                "ens10nsby",
                "'ens10nsby' is a part of failover master 'ens10'",
                "name a link of its own, or run 'netfailover master destroy ens10' first",
                Links.veth(3, "ens10").kind("bond").link(),
                Links.veth(10, "ens10nsby").master(3).alias(alias).link());
    }

    @Test
    void steeringWithoutAPairHasOneLayout() {
        assertThatThrownBy(() -> CreationRules.definition(
                        new MasterRequest(NAME, "ens10", Steering.MIRRED, ReceiveRule.OPEN, Layout.HIDDEN),
                        List.of(STANDBY),
                        List.of()))
                .hasMessage("steering mirred has the layout direct only");
        for (Steering steering : List.of(Steering.MIRRED, Steering.TAP, Steering.BOND)) {
            assertThatThrownBy(() -> CreationRules.definition(
                            new MasterRequest(NAME, "ens10", steering, ReceiveRule.OPEN, Layout.VISIBLE),
                            List.of(STANDBY),
                            List.of()))
                    .hasMessage("steering " + steering.word() + " has the layout direct only");
        }
    }

    private static MasterRequest request(MasterName name, String standby) {
        return new MasterRequest(name, standby, Steering.AUTO, ReceiveRule.OPEN, Layout.DIRECT);
    }

    private static void refused(String standby, String message, String advice, Link... links) {
        assertRefused(new MasterName("fast0"), standby, List.of(links), List.of(), message, advice);
    }

    private static void assertRefused(
            MasterName name,
            String standby,
            List<Link> links,
            List<MasterDefinition> masters,
            String message,
            String advice) {
        assertThatThrownBy(() -> CreationRules.definition(request(name, standby), links, masters))
                .asInstanceOf(type(RefusedException.class))
                .satisfies(refusal -> {
                    assertThat(refusal).hasMessage(message);
                    assertThat(refusal.advice()).isEqualTo(advice);
                });
    }
}
