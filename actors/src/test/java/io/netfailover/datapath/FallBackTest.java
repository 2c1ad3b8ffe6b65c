package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.netfailover.netlink.KernelWithoutTc;
import io.netfailover.netlink.NewLink;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.PacketSocket;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel that lacks what the better kinds of steering need. */
class FallBackTest {
    @TempDir
    Path temporary;

    private FailoverLab lab;

    @BeforeEach
    void build() {
        lab = new FailoverLab();
    }

    @AfterEach
    void tearDown() {
        lab.close();
    }

    @Test
    void whereTheProbeIsImpossibleTheMapFlipIsUsedUnlessTheProbeWasAskedFor() {
        KernelDataPaths poor = new KernelDataPaths(
                temporary.resolve("bpf"),
                RouteSocket::open,
                () -> ProbeSupport.none("no type information"),
                step -> {});
        try (MasterOnTrial second = new MasterOnTrial(lab, poor)) {
            GuestPicture before = GuestPicture.of(lab);
            assertThatThrownBy(() -> second.establish(Steering.BPF_PROBE, ReceiveRule.OPEN))
                    .isInstanceOf(DataPathException.class)
                    .hasMessage("establish ens10: bpf-probe is impossible here: no type information");
            assertThat(GuestPicture.of(lab)).isEqualTo(before);
            second.establish(Steering.AUTO, ReceiveRule.OPEN);
            assertThat(second.master().steering()).isEqualTo(Steering.BPF_FLIP);
            assertThat(second.master().why()).contains("no type information");
        }
    }

    @Test
    void withoutProgramsAutoTakesMirredAndSaysWhyUnlessProgramsWereAskedFor() throws IOException {
        try (MasterOnTrial trial = new MasterOnTrial(lab, withoutPrograms())) {
            GuestPicture before = GuestPicture.of(lab);
            assertThatThrownBy(() -> trial.establish(Steering.BPF, ReceiveRule.OPEN))
                    .isInstanceOf(DataPathException.class)
                    .hasMessageStartingWith("establish ens10: bpf is impossible here: ");
            assertThat(GuestPicture.of(lab)).isEqualTo(before);

            trial.establish(Steering.AUTO, ReceiveRule.OPEN);
            assertThat(trial.master().steering()).isEqualTo(Steering.MIRRED);
            assertThat(trial.master().why()).startsWith("bpf is impossible here: ");
            try (PacketSocket guest = lab.guestSocket("ens10");
                    PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
                guest.send(Frames.toPeer(1));
                assertThat(Frames.arriving(peer)).containsExactly(1);
            }
            trial.effect(path -> path.destroy(Handover.NOTHING));
            assertThat(GuestPicture.of(lab)).isEqualTo(before);
        }
    }

    @Test
    void withoutTcAutoTakesTheTapAndSaysWhy() {
        KernelDataPaths poor =
                new KernelDataPaths(temporary.resolve("bpf"), KernelWithoutTc::open, ProbeSupport::detect, step -> {});
        try (MasterOnTrial trial = new MasterOnTrial(lab, poor)) {
            GuestPicture before = GuestPicture.of(lab);
            for (Steering other : List.of(Steering.BPF, Steering.MIRRED)) {
                assertThatThrownBy(() -> trial.establish(other, ReceiveRule.OPEN))
                        .isInstanceOf(DataPathException.class)
                        .hasMessageStartingWith("establish ens10: " + other.word() + " is impossible here: ")
                        .hasMessageContaining("EOPNOTSUPP");
                assertThat(GuestPicture.of(lab)).isEqualTo(before);
            }
            LiveLab.configure(lab, "ens10");
            Map<String, List<String>> carried = LiveLab.picture(lab);
            lab.guest().call(() -> {
                LiveMasters masters = new LiveMasters(poor);
                try (DataPath path =
                        masters.establish(lab.definition(Steering.AUTO, ReceiveRule.OPEN), Optional.empty())) {
                    assertThat(path.steering()).isEqualTo(Steering.TAP);
                    assertThat(path.why())
                            .startsWith("bpf is impossible here: ")
                            .contains("; mirred is impossible here: ")
                            .endsWith("; frames pass only while the daemon runs");
                    path.setCarrier(true);
                    path.mirror(List.of());
                    try (PacketSocket guest = lab.guestSocket("ens10");
                            PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
                        guest.send(Frames.toPeer(1));
                        assertThat(Frames.arriving(peer)).containsExactly(1);
                    }
                }
                assertThat(LiveLab.picture(lab)).isEqualTo(carried);
                masters.remove(lab.definition(Steering.AUTO, ReceiveRule.OPEN).name(), Optional.empty());
                return true;
            });
            assertThat(LiveLab.picture(lab)).isEqualTo(carried);
            assertThat(GuestPicture.of(lab)).isEqualTo(before);
        }
    }

    /** For kernels without; GuestMasterTest has one with it. */
    @Test
    void withoutBondingABondIsRefusedAndNothingIsLeft() {
        assumeThat(lab.guest().call(() -> {
                    try (RouteSocket route = RouteSocket.open()) {
                        return catchThrowable(() -> route.links().create(NewLink.of("bond", "b9")));
                    }
                }))
                .isNotNull();
        try (MasterOnTrial trial = new MasterOnTrial(lab, temporary.resolve("bpf"))) {
            GuestPicture before = GuestPicture.of(lab);
            assertThatThrownBy(() -> trial.establish(Steering.BOND, ReceiveRule.OPEN))
                    .hasMessageStartingWith("establish ens10: this kernel has no bonding: ")
                    .asInstanceOf(type(DataPathException.class))
                    .satisfies(refusal -> assertThat(refusal.advice())
                            .isEqualTo("load its module ('modprobe bonding'), or use steering auto"));
            assertThat(GuestPicture.of(lab)).isEqualTo(before);
        }
    }

    @Test
    void aMasterKeepsItsKindWhenALaterDaemonCouldDoBetter() throws IOException {
        MasterOnTrial poor = new MasterOnTrial(lab, withoutPrograms());
        poor.establish(Steering.AUTO, ReceiveRule.OPEN);
        poor.master().close();
        try (MasterOnTrial rich = new MasterOnTrial(lab, temporary.resolve("bpf"))) {
            rich.establish(Steering.AUTO, ReceiveRule.OPEN);
            assertThat(rich.master().steering()).isEqualTo(Steering.MIRRED);
            assertThat(rich.master().why()).isEqualTo("it was made with it");
        }
    }

    /** Pins can be nowhere. */
    private Path withoutPrograms() throws IOException {
        return Files.createFile(temporary.resolve("file")).resolve("bpf");
    }
}
