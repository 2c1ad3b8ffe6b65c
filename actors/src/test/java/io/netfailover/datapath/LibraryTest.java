package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.bpf.BpfFs;
import io.netfailover.library.Failover;
import io.netfailover.library.FailoverException;
import io.netfailover.os.PacketSocket;
import io.netfailover.types.Layout;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Another program makes masters by {@link Failover}, in a lab of this package. */
class LibraryTest {
    @TempDir
    Path temporary;

    private FailoverLab lab;
    private Path pins;

    @BeforeEach
    void build() {
        lab = new FailoverLab();
        pins = temporary.resolve("bpf");
    }

    @AfterEach
    void tearDown() {
        lab.close();
        List.of(pins, temporary.resolve("other"))
                .forEach(directory -> BpfFs.on(directory).ifPresent(BpfFs::unmount));
    }

    @Test
    void aMasterIsMadeFailsOverByItselfAndIsUnmade() {
        LiveLab.configure(lab, "ens10");
        GuestPicture links = GuestPicture.of(lab);
        Map<String, List<String>> carried = LiveLab.picture(lab);

        withLibrary(failover -> failover.create("ens10", "ens10"));
        withLibrary(failover -> {
            assertThat(failover.list()).containsExactly("ens10");
            failover.addPrimary("ens10", "ens11");
        });
        lab.awaitSwitch();
        assertThat(lab.guestLink("ens10").carrier()).isTrue();
        assertThat(LiveLab.picture(lab)).isEqualTo(carried);
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            long before = sentBy("ens11");
            guest.send(Frames.toPeer(1));
            assertThat(Frames.arriving(peer)).containsExactly(1);
            assertThat(sentBy("ens11")).isGreaterThan(before);
            lab.primaryCarrier(false);
            guest.send(Frames.toPeer(2));
            assertThat(Frames.arriving(peer)).containsExactly(2);
            peer.send(Frames.toGuest(3));
            assertThat(Frames.arriving(guest)).containsExactly(3);
        }
        lab.primaryCarrier(true);
        withLibrary(failover -> failover.removePrimary("ens10", "ens11"));
        withLibrary(failover -> {
            failover.destroy("ens10");
            failover.destroy("ens10"); // gone already
            assertThat(failover.list()).isEmpty();
        });
        assertThat(GuestPicture.of(lab)).isEqualTo(links);
        assertThat(LiveLab.picture(lab)).isEqualTo(carried);
        assertThat(BpfFs.on(pins)).as("a mounted bpffs").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"VISIBLE", "HIDDEN"})
    void everyLayoutFailsOverByItselfAndIsUnmade(Layout layout) {
        lab.use(layout);
        GuestPicture before = GuestPicture.of(lab);

        withLibrary(failover -> {
            failover.create("ens10", "ens10", layout);
            failover.addPrimary("ens10", "ens11");
            assertThat(failover.steering("ens10")).isEqualTo(Steering.BPF_PROBE);
        });
        lab.awaitSwitch();
        assertThat(lab.hasHiddenNamespace()).isEqualTo(layout == Layout.HIDDEN);
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            guest.send(Frames.toPeer(1));
            assertThat(Frames.arriving(peer)).containsExactly(1);
            lab.primaryCarrier(false);
            guest.send(Frames.toPeer(2));
            assertThat(Frames.arriving(peer)).containsExactly(2);
            peer.send(Frames.toGuest(3));
            assertThat(Frames.arriving(guest)).containsExactly(3);
        }
        lab.primaryCarrier(true);
        withLibrary(failover -> {
            failover.removePrimary("ens10", "ens11");
            failover.destroy("ens10");
        });
        assertThat(GuestPicture.of(lab)).isEqualTo(before);
        assertThat(BpfFs.on(pins)).as("a mounted bpffs").isEmpty();
    }

    @Test
    void withoutTheProbeTheProgramSaysWhichSlaveCarries() {
        withLibrary(Steering.BPF_FLIP, failover -> {
            failover.create("ens10", "ens10");
            failover.addPrimary("ens10", "ens11");
            assertThat(failover.steering("ens10")).isEqualTo(Steering.BPF_FLIP);
            failover.use("ens10", Role.PRIMARY);
        });
        lab.awaitSwitch();
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            long before = sentBy("ens11");
            guest.send(Frames.toPeer(1));
            assertThat(Frames.arriving(peer)).containsExactly(1);
            long byPrimary = sentBy("ens11");
            assertThat(byPrimary).isGreaterThan(before);

            withLibrary(Steering.BPF_FLIP, failover -> failover.use("ens10", Role.STANDBY));
            long byStandby = sentBy("ens10nsby");
            guest.send(Frames.toPeer(2));
            assertThat(Frames.arriving(peer)).containsExactly(2);
            assertThat(sentBy("ens10nsby")).isGreaterThan(byStandby);
        }
        withLibrary(Steering.BPF_FLIP, failover -> failover.destroy("ens10"));
    }

    @ParameterizedTest
    @EnumSource(names = {"MIRRED", "TAP", "BOND"})
    void whatNeedsADaemonIsRefused(Steering steering) {
        assertThatThrownBy(() -> Failover.open(pins, steering))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("steering " + steering.word() + " needs a daemon");
    }

    @Test
    void whatSomebodyElseMadeIsRefused() {
        MasterOnTrial daemons = new MasterOnTrial(lab, temporary.resolve("other"));
        daemons.establish(Steering.AUTO, ReceiveRule.OPEN);
        withLibrary(failover -> {
            assertThat(failover.list()).isEmpty();
            assertThatThrownBy(() -> failover.destroy("ens10"))
                    .isInstanceOf(FailoverException.class)
                    .hasMessage("there is no master ens10 of this program");
            assertThatThrownBy(() -> failover.addPrimary("ens10", "ens11")).isInstanceOf(FailoverException.class);
            assertThatThrownBy(() -> failover.create("ens10", "ens10nsby"))
                    .isInstanceOf(FailoverException.class)
                    .hasMessageContaining("ens10");
        });
        assertThat(lab.guestLink("ens10nsby").isUp()).isTrue();
        daemons.close();
    }

    @Test
    void aLinkOfAnotherAddressIsNoPrimary() {
        lab.inGuest("link set ens11 address 52:54:00:00:00:77");
        withLibrary(failover -> {
            failover.create("ens10", "ens10");
            assertThatThrownBy(() -> failover.addPrimary("ens10", "ens11"))
                    .isInstanceOf(FailoverException.class)
                    .hasMessage("ens11 has another MAC address than ens10");
            failover.destroy("ens10");
        });
    }

    private long sentBy(String link) {
        try (io.netfailover.netlink.RouteSocket route = lab.guestRoutes()) {
            return route.details(lab.guestLink(link).ifIndex())
                    .orElseThrow()
                    .statistics()
                    .txPackets();
        }
    }

    private void withLibrary(Consumer<Failover> use) {
        with(() -> Failover.open(pins), use);
    }

    private void withLibrary(Steering steering, Consumer<Failover> use) {
        with(() -> Failover.open(pins, steering), use);
    }

    private void with(Supplier<Failover> library, Consumer<Failover> use) {
        lab.guest().call(() -> {
            try (Failover failover = library.get()) {
                use.accept(failover);
            }
            return true;
        });
    }
}
