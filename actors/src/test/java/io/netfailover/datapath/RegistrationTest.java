package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.TcHook;
import io.netfailover.types.Layout;
import io.netfailover.types.MacAddress;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(names = {"PROBE_DIRECT", "PROBE_VISIBLE", "PROBE_HIDDEN", "MIRRED", "TAP"})
class RegistrationTest extends TrialTest {
    @Parameter
    MasterKind kind = MasterKind.PROBE_DIRECT;

    @BeforeEach
    void useLayout() {
        lab.use(kind.layout);
    }

    @Test
    void nf12And13APrimaryGetsTheMastersMtuAndIsOpened() {
        lab.inGuest("link set ens10 mtu 1400");
        establish();
        assertThat(lab.guestLink("ens10").mtuBytes()).isEqualTo(1400);
        trial.registerPrimary();
        Link primary = lab.guestLink("ens11");
        assertThat(primary.mtuBytes()).isEqualTo(1400);
        assertThat(primary.isUp()).isTrue();
    }

    @Test
    void nf17And18APrimaryStaysClosedWhileTheMasterIsDownAndBothFollowTheMaster() {
        establish();
        lab.inGuest("link set ens10 down");
        trial.registerPrimary();
        assertThat(lab.guestLink("ens11").isUp()).isFalse();
        trial.effect(path -> path.setSlavesUp(true));
        assertThat(lab.guestLink("ens11").isUp()).isTrue();
        trial.effect(path -> path.setSlavesUp(false));
        assertThat(lab.guestLink("ens11").isUp()).isFalse();
        assertThat(lab.guestLink("ens10nsby").isUp()).isFalse();
    }

    @Test
    void nf32And33AReleasedPrimaryIsAFreeClosedLink() {
        GuestPicture before = GuestPicture.of(lab);
        establish();
        trial.registerPrimary();
        trial.effect(path -> path.release(Role.PRIMARY, trial.primary()));
        trial.effect(path -> path.release(Role.PRIMARY, trial.primary()));
        assertThat(GuestPicture.of(lab).links().get("ens11"))
                .isEqualTo(before.links().get("ens11"));
        trial.registerPrimary();
    }

    @Test
    void theAliasThatSomebodyGaveASlaveIsThereAgainAfterItsRelease() {
        lab.inGuest("link set ens11 alias uplink-7");
        establish();
        trial.registerPrimary();
        trial.registerPrimary();
        trial.effect(path -> path.release(Role.PRIMARY, trial.primary()));
        assertThat(lab.guestLink("ens11").alias()).isEqualTo("uplink-7");
    }

    @Test
    void someoneElsesFilterOnASlaveIsLeftAlone() {
        assumeThat(kind.layout).isNotEqualTo(Layout.HIDDEN);
        lab.tcInGuest("qdisc add dev ens11 clsact");
        lab.tcInGuest("filter add dev ens11 egress prio 7 protocol all u32 match u8 0 0");
        establish();
        trial.registerPrimary();
        trial.effect(path -> path.release(Role.PRIMARY, trial.primary()));
        try (RouteSocket route = lab.guestRoutes()) {
            assertThat(route.hasFilters(trial.primary(), TcHook.EGRESS, 0)).isTrue();
            assertThat(route.hasFilters(trial.primary(), TcHook.INGRESS, 0)).isFalse();
        }
    }

    @Test
    void aLinkThatWouldLoseSomeoneElsesFilterWhenItIsHiddenIsRefusedUntouched() {
        assumeThat(kind.layout).isEqualTo(Layout.HIDDEN);
        lab.tcInGuest("qdisc add dev ens11 clsact");
        lab.tcInGuest("filter add dev ens11 egress prio 7 protocol all u32 match u8 0 0");
        establish();
        Link before = lab.guestLink("ens11");
        assertThatThrownBy(() -> trial.registerPrimary())
                .isInstanceOf(DataPathException.class)
                .hasMessageContaining(
                        "ens11 would lose in the hidden namespace what others gave it: the filters on its egress");
        assertThat(lab.guestLink("ens11")).isEqualTo(before);
        lab.tcInGuest("qdisc del dev ens11 clsact");
        trial.registerPrimary();
    }

    @Test
    void nf13ALinkThatCannotBeOpenedIsRefusedWithItsOldMtu() {
        lab.inGuest("link set ens10 mtu 1400");
        establish();
        Link unopenable = unopenable("ens12");
        assertThatThrownBy(() -> trial.effect(path -> path.register(Role.PRIMARY, unopenable)))
                .isInstanceOf(DataPathException.class)
                .hasMessageContaining("register ens12 of ens10")
                .hasMessageContaining("EADDRINUSE");
        Link after = lab.guestLink("ens12");
        assertThat(after).isEqualTo(unopenable);
        try (RouteSocket route = lab.guestRoutes()) {
            assertThat(route.hasClsact(after.ifIndex())).isFalse();
        }
        trial.registerPrimary(); // its place is free
    }

    @Test
    void nf12ALinkThatCannotHaveTheMastersMtuIsRefusedUntouched() {
        lab.inGuest("link set ens10 mtu 9000");
        establish();
        Link unopenable = unopenable("ens12"); // on a link of 1500 bytes
        assertThatThrownBy(() -> trial.effect(path -> path.register(Role.PRIMARY, unopenable)))
                .isInstanceOf(DataPathException.class)
                .hasMessageContaining("MTU");
        assertThat(lab.guestLink("ens12")).isEqualTo(unopenable);
    }

    @Test
    void nf17AStandbyThatCannotBeOpenedClosesThePrimaryAgain() {
        Link standby = unopenable("ens12");
        MasterDefinition definition = new MasterDefinition(
                new MasterName("ens12"),
                "ens12",
                false,
                FailoverLab.GUEST_MAC,
                kind.steering,
                ReceiveRule.OPEN,
                kind.layout,
                Optional.empty());
        trial.establish(definition);
        trial.registerPrimary();
        lab.inGuest("link set ens12 up");
        assertThatThrownBy(() -> trial.effect(path -> path.setSlavesUp(true)))
                .isInstanceOf(DataPathException.class)
                .hasMessageContaining("EADDRINUSE");
        assertThat(lab.guestLink("ens11").isUp()).isFalse();
        assertThat(lab.guestLink("ens12nsby").ifIndex()).isEqualTo(standby.ifIndex());
    }

    @Test
    void nf08ASecondPrimaryIsRefused() {
        establish();
        trial.registerPrimary();
        lab.inGuest("link add ens13 type veth peer name ens14");
        Link second = lab.guestLink("ens13");
        assertThatThrownBy(() -> trial.effect(path -> path.register(Role.PRIMARY, second)))
                .isInstanceOf(DataPathException.class)
                .hasMessageContaining("ens11 is the primary of ens10 already");
        assertThat(lab.guestLink("ens13")).isEqualTo(second);
    }

    @Test
    void aNameThatAnotherLinkHasIsRefusedBeforeAnythingIsDone() {
        lab.inGuest("link add ens10x type veth peer name other");
        GuestPicture before = GuestPicture.of(lab);
        assertThatThrownBy(this::establish)
                .isInstanceOf(DataPathException.class)
                .hasMessage("establish ens10: the name ens10x, which ens10 needs, is another link's");
        assertThat(GuestPicture.of(lab)).isEqualTo(before);
    }

    @Test
    void anotherLinkUnderTheStandbysNameIsNotTaken() {
        lab.inGuest("link set ens10 address 52:54:00:00:00:77");
        GuestPicture before = GuestPicture.of(lab);
        assertThatThrownBy(this::establish)
                .isInstanceOf(DataPathException.class)
                .hasMessageContaining("its address is not " + FailoverLab.GUEST_MAC);
        assertThat(GuestPicture.of(lab)).isEqualTo(before);
        lab.inGuest("link set ens10 address " + FailoverLab.GUEST_MAC);
        assertThat(lab.guestLink("ens10").address()).contains(MacAddress.parse("52:54:00:00:00:10"));
    }

    @Test
    void theStandbysNameMustBeFreeBeforeTheMasterIsTakenApart() {
        MasterDefinition renamed = new MasterDefinition(
                new MasterName("bond7"),
                "ens10",
                true,
                FailoverLab.GUEST_MAC,
                kind.steering,
                ReceiveRule.OPEN,
                kind.layout,
                Optional.empty());
        trial.establish(renamed);
        lab.inGuest("link add ens10 type veth peer name other");
        GuestPicture before = GuestPicture.of(lab);
        assertThatThrownBy(() -> trial.remove(new MasterName("bond7")))
                .isInstanceOf(DataPathException.class)
                .hasMessageContaining("another link")
                .hasMessageContaining("rename that one first");
        assertThat(GuestPicture.of(lab)).isEqualTo(before);
        lab.inGuest("link del ens10");
        trial.remove(new MasterName("bond7"));
        assertThat(lab.guestLink("ens10").isUp()).isTrue();
    }

    private void establish() {
        trial.establish(kind.steering, ReceiveRule.OPEN);
    }

    /** A macvlan with the address of the link below: macvlan_open says EADDRINUSE. */
    private Link unopenable(String name) {
        lab.inGuest("link add low0 type veth peer name low1");
        lab.inGuest("link set low0 address " + FailoverLab.GUEST_MAC);
        lab.inGuest(
                "link add link low0 name " + name + " address " + FailoverLab.GUEST_MAC + " type macvlan mode bridge");
        lab.inGuest("link set low0 up");
        return lab.guestLink(name);
    }
}
