package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.actors.NetlinkEventStream.Gone;
import io.netfailover.actors.NetlinkEventStream.Seen;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.journal.MasterEvent.PathSwitched;
import io.netfailover.journal.MasterPolicy;
import io.netfailover.journal.MasterState;
import io.netfailover.journal.MasterState.Active;
import io.netfailover.netlink.Link;
import io.netfailover.os.PciSlots;
import io.netfailover.types.Layout;
import io.netfailover.types.MasterName;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterViewTest {
    static final MasterDefinition DEFINITION = new MasterDefinition(
            new MasterName("ens10"),
            "ens10",
            true,
            Links.MAC,
            Steering.AUTO,
            ReceiveRule.OPEN,
            Layout.DIRECT,
            Optional.empty());
    static final Active ACTIVE = new Active(
            DEFINITION,
            TestHost.key(12),
            TestHost.key(13),
            TestHost.key(10),
            Steering.BPF_PROBE,
            Optional.empty(),
            Path.STANDBY);
    private static final MasterState.Slave PRIMARY = new MasterState.Slave(TestHost.key(11), "ens11");
    private static final Active ON_PRIMARY = new Active(
            DEFINITION,
            TestHost.key(12),
            TestHost.key(13),
            TestHost.key(10),
            Steering.BPF_PROBE,
            Optional.of(PRIMARY),
            Path.PRIMARY);

    @TempDir
    java.nio.file.Path slots;

    private final FakeDataPaths kernel = new FakeDataPaths();

    /** Serving, with the links of a master that was made of {@code ens10}. */
    private MasterView view(Link... others) {
        MasterView view = new MasterView(List.of(
                Links.veth(12, "ens10").link(),
                Links.veth(13, "ens10x").mac(Links.OTHER_MAC).link(),
                Links.veth(10, "ens10nsby").link()));
        view.serve(kernel.establish(DEFINITION));
        List.of(others).forEach(link -> view.hear(new Seen(link)));
        return view;
    }

    private static List<String> candidates(MasterView view) {
        return view.candidates(DEFINITION).stream().map(Link::name).toList();
    }

    @Test
    void nf05ALinkPairsByItsPermanentAddressWhateverItsCurrentOneIs() {
        Link vf =
                Links.physical(11, "ens11", "0000:00:04.0").mac(Links.OTHER_MAC).link();

        assertThat(candidates(view(vf))).containsExactly("ens11");
    }

    @Test
    void nf05ALinkOfAnotherPermanentAddressDoesNotPairByItsCurrentOne() {
        Link vf = Links.physical(11, "ens11", "0000:00:04.0")
                .permanent(Links.OTHER_MAC)
                .mac(Links.MAC)
                .link();

        assertThat(candidates(view(vf))).isEmpty();
    }

    @Test
    void nf05AVethPairsByItsAddressAtAppearance() {
        assertThat(candidates(view(Links.veth(11, "ens11").link()))).containsExactly("ens11");
    }

    @Test
    void nf05ALaterChangeOfAddressMakesAVethNoCandidate() {
        MasterView view = view(Links.veth(11, "ens11").mac(Links.OTHER_MAC).link());

        view.hear(new Seen(Links.veth(11, "ens11").mac(Links.MAC).link()));

        assertThat(candidates(view)).isEmpty();
    }

    @Test
    void nf05ALaterChangeOfAddressTakesNoCandidateAway() {
        MasterView view = view(Links.veth(11, "ens11").link());

        view.hear(new Seen(Links.veth(11, "ens11").mac(Links.OTHER_MAC).link()));

        assertThat(candidates(view)).containsExactly("ens11");
    }

    @Test
    void anIndexThatReturnsIsAnotherLinkWithAnAddressOfItsOwn() {
        MasterView view = view(Links.veth(11, "ens11").link());

        view.hear(new Gone(Links.veth(11, "ens11").link()));
        view.hear(new Seen(Links.veth(11, "other").mac(Links.OTHER_MAC).link()));

        assertThat(candidates(view)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bridge", "vlan", "macvlan", "ipvlan", "bond", "dummy"})
    void nf05LinksThatBorrowAnAddressNeverPair(String kind) {
        assertThat(candidates(view(Links.veth(11, "v11").kind(kind).link()))).isEmpty();
    }

    @Test
    void nf05OnlyEthernetPairs() {
        assertThat(candidates(view(Links.veth(11, "t11").tunnel().link()))).isEmpty();
    }

    @Test
    void theMastersOwnLinksAreNoCandidates() {
        assertThat(candidates(view())).isEmpty();
    }

    @Test
    void nf07ALinkOfTheStandbysParentWouldBeASecondStandby() {
        MasterView view = new MasterView(List.of());
        view.serve(kernel.establish(DEFINITION));
        view.hear(new Seen(Links.physical(10, "ens10nsby", "0000:00:03.0").link()));
        Link twin = Links.physical(11, "ens11", "0000:00:03.0").link();

        assertThat(view.objection(twin, ACTIVE))
                .contains("it shares the standby's parent device, and a standby is registered already");
    }

    @Test
    void nf07ALinkOfAnyOtherParentIsAPrimary() {
        MasterView view = view();
        view.hear(new Seen(Links.physical(10, "ens10nsby", "0000:00:03.0").link()));

        assertThat(view.objection(Links.physical(11, "ens11", "0000:00:04.0").link(), ACTIVE))
                .isEmpty();
    }

    @Test
    void nf09APrimaryNeedsNoPciParent() {
        Link veth = Links.veth(11, "ens11").link();

        assertThat(veth.parentBus()).isEmpty();
        assertThat(view(veth).objection(veth, ACTIVE)).isEmpty();
    }

    @Test
    void nf08ASecondPrimaryIsRefused() {
        assertThat(view().objection(Links.veth(14, "ens14").link(), ON_PRIMARY))
                .contains("a primary is registered already: ens11");
    }

    @Test
    void nf11ALinkOfABridgeIsRefusedByTheBridgesName() {
        MasterView view = view(Links.veth(3, "br0").kind("bridge").link());

        assertThat(view.objection(Links.veth(11, "ens11").master(3).link(), ACTIVE))
                .contains("it belongs to br0 already");
        assertThat(view.objection(Links.veth(11, "ens11").master(4).link(), ACTIVE))
                .contains("it belongs to link 4 already");
    }

    @Test
    void aLinkThatIsInTheMastersOwnBondAlreadyIsAPrimary() {
        assertThat(view().objection(Links.veth(11, "ens11").master(12).link(), ACTIVE))
                .isEmpty();
    }

    private static MasterDefinition naming(String key, String value) {
        return DEFINITION.with(PolicySettings.change(MasterPolicy.DEFAULT, Map.of(key, value)));
    }

    @Test
    void aPolicyThatNamesADeviceTakesItsLinkWhateverThePermanentAddress() {
        Link named = Links.physical(11, "ens11", "0000:00:04.0")
                .permanent(Links.OTHER_MAC)
                .link();
        MasterView view =
                view(named, Links.physical(14, "ens14", "0000:00:05.0").link());

        assertThat(view.candidates(naming("primary-device", "0000:00:04.0"))).containsExactly(named);
        assertThat(view.candidates(DEFINITION)).extracting(Link::name).containsExactly("ens14");
    }

    @Test
    void aPolicyThatNamesASerialTakesTheLinkInThatSlot() throws IOException {
        MasterView view = new MasterView(List.of(), new PciSlots(slots));
        view.hear(new Seen(Links.physical(11, "ens11", "0000:00:04.0").link()));
        view.hear(new Seen(Links.physical(14, "ens14", "0000:00:05.0").link()));
        slot("4", "0000:00:04");
        slot("4711", "0000:00:05");

        assertThat(view.candidates(naming("primary-serial", "4711")))
                .extracting(Link::name)
                .containsExactly("ens14");
        assertThat(view.candidates(naming("primary-serial", "1"))).isEmpty();
    }

    private void slot(String name, String address) throws IOException {
        Files.writeString(Files.createDirectory(slots.resolve(name)).resolve("address"), address + "\n");
    }

    @Test
    void aNamedLinkIsRefusedUntilItHasTheMastersMac() {
        Links named = Links.physical(11, "ens11", "0000:00:04.0").permanent(Links.OTHER_MAC);
        Link other = named.mac(Links.OTHER_MAC).link();
        MasterView view = view(other);
        Active active = new Active(
                naming("primary-device", "0000:00:04.0"),
                TestHost.key(12),
                TestHost.key(13),
                TestHost.key(10),
                Steering.BPF_PROBE,
                Optional.empty(),
                Path.STANDBY);

        assertThat(view.objection(other, active).orElseThrow())
                .endsWith("set it ('ip link set ens11 address 52:54:00:00:12:53')");
        view.refuse(other, "its MAC");
        Link mended = named.mac(Links.MAC).link();
        view.hear(new Seen(mended));
        assertThat(view.isRefused(mended)).isFalse();
        assertThat(view.objection(mended, active)).isEmpty();
    }

    @Test
    void aRefusalIsNewsOnce() {
        MasterView view = view();
        Link link = Links.veth(11, "ens11").master(3).link();

        assertThat(view.refuse(link, "it belongs to br0 already")).isTrue();
        assertThat(view.refuse(link, "it belongs to br0 already")).isFalse();
        assertThat(view.isRefused(link)).isTrue();
    }

    @Test
    void nf11ALinkThatLeavesItsBridgeIsRefusedNoMore() {
        Link enslaved = Links.veth(11, "ens11").master(3).link();
        MasterView view = view(enslaved);
        view.refuse(enslaved, "it belongs to br0 already");

        view.hear(new Seen(Links.veth(11, "ens11").master(3).mtu(9000).link()));
        assertThat(view.isRefused(enslaved)).isTrue();
        view.hear(new Seen(Links.veth(11, "ens11").link()));
        assertThat(view.isRefused(enslaved)).isFalse();
    }

    @Test
    void aLinkThatWentIsRefusedNoMore() {
        Link link = Links.veth(11, "ens11").link();
        MasterView view = view(link);
        view.refuse(link, "something");

        view.hear(new Gone(link));

        assertThat(view.isRefused(link)).isFalse();
    }

    @Test
    void theStatusShowsTheLinksAsTheKernelDoes() {
        MasterView view = view(Links.veth(11, "ens11").noCarrier().link());
        Active active = new Active(
                DEFINITION,
                TestHost.key(12),
                TestHost.key(13),
                TestHost.key(10),
                Steering.BPF_PROBE,
                Optional.of(PRIMARY),
                Path.STANDBY);
        view.switched(
                new PathSwitched(Path.PRIMARY, Path.STANDBY, "primary ens11 has no carrier", false, TestHost.NOW));

        MasterStatus status = view.status(active).orElseThrow();

        assertThat(status.state()).isEqualTo("active");
        assertThat(status.ifindex()).isEqualTo(12);
        assertThat(status.idle()).isEqualTo(new MasterStatus.LinkName("ens10x", 13));
        assertThat(status.path()).isEqualTo("standby");
        assertThat(status.steering()).isEqualTo("bpf-probe");
        assertThat(status.rx()).isEqualTo("open");
        assertThat(status.slaves())
                .containsExactly(
                        new MasterStatus.SlaveStatus("standby", "ens10nsby", 10, true, true, true, false, null),
                        new MasterStatus.SlaveStatus("primary", "ens11", 11, true, false, true, false, null));
        assertThat(status.switches()).isEqualTo(1);
        assertThat(status.lastSwitch())
                .isEqualTo(new MasterStatus.Switch(TestHost.NOW, "primary", "standby", "primary ens11 has no carrier"));
        assertThat(status.alarms()).isEmpty();
    }

    @Test
    void theStatusShowsRefusedLinksWithTheReason() {
        Link link = Links.veth(14, "ens14").link();
        MasterView view = view(link);
        view.refuse(link, "a primary is registered already: ens11");

        assertThat(view.status(ACTIVE).orElseThrow().slaves())
                .contains(new MasterStatus.SlaveStatus(
                        "primary", "ens14", 14, true, true, true, false, "a primary is registered already: ens11"));
    }

    @Test
    void aMasterThatWaitsSaysForWhat() {
        MasterView view = new MasterView(List.of());
        view.wait("there is no link ens10");

        MasterStatus status = view.status(ACTIVE).orElseThrow();

        assertThat(status.state()).isEqualTo("waiting");
        assertThat(status.ifindex()).isNull();
        assertThat(status.alarms()).containsExactly("waiting for the kernel: there is no link ens10");
    }

    @Test
    void aMasterThatWaitsDoesNotSayWhatItsSlavesDidNotTakeBefore() {
        MasterView view = new MasterView(List.of());
        view.mirror().notMirrored("link 12 is gone");
        assertThat(view.status(ACTIVE).orElseThrow().alarms())
                .containsExactly("its slaves may not follow it: link 12 is gone");

        view.wait("there is no link ens10");

        assertThat(view.status(ACTIVE).orElseThrow().alarms())
                .containsExactly("waiting for the kernel: there is no link ens10");
    }

    @Test
    void everyStateHasAWordExceptAbsence() {
        MasterView view = new MasterView(List.of());

        assertThat(view.status(MasterState.ABSENT)).isEmpty();
        assertThat(view.status(new MasterState.Creating(DEFINITION))
                        .orElseThrow()
                        .state())
                .isEqualTo("creating");
        assertThat(view.status(new MasterState.Destroying(DEFINITION))
                        .orElseThrow()
                        .state())
                .isEqualTo("destroying");
    }
}
