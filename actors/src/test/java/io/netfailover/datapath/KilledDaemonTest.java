package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.bpf.BpfFs;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.PacketSocket;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The daemon dies before each single change that it makes to the kernel, and the next one has only the kernel to go by. */
class KilledDaemonTest {
    private static final int MANY_STEPS = 60;

    /** The long names make for more steps. */
    private static final String LONG = "abcdefghijklmno";

    @TempDir
    Path temporary;

    private FailoverLab lab;
    private Path pins;
    private GuestPicture before;
    private Steering steering = Steering.AUTO;

    /** Dies there: nothing catches it on the way, as nothing runs after SIGKILL. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    @BeforeEach
    void build() {
        pins = temporary.resolve("bpf");
        lab = new FailoverLab();
        before = GuestPicture.of(lab);
    }

    private void build(String standby) {
        lab.close();
        lab = new FailoverLab(standby);
        before = GuestPicture.of(lab);
    }

    private void use(MasterKind kind) {
        lab.use(kind.layout);
        steering = kind.steering;
    }

    @AfterEach
    void tearDown() {
        lab.close();
        BpfFs.on(pins).ifPresent(BpfFs::unmount);
    }

    @ParameterizedTest
    @CsvSource({
        "ens10, PROBE_DIRECT",
        LONG + ", PROBE_DIRECT",
        "ens10, PROBE_VISIBLE",
        LONG + ", PROBE_HIDDEN",
        LONG + ", MIRRED",
        LONG + ", TAP"
    })
    void whateverTheStepTheNextDaemonFinishesTheMaster(String name, MasterKind kind) {
        build(name);
        use(kind);
        int steps = killedAtEachStep(daemon -> daemon.establish(definition()).close(), () -> {
            inGuest(
                    daemon -> {
                        DataPath path = daemon.establish(definition());
                        assertThat(lab.guestLinks()).hasSize(kind.isPair ? 5 : 4);
                        assertThat(lab.guestLink(name).isUp()).isTrue();
                        assertThat(path.links().master())
                                .isEqualTo(lab.guestLink(name).ifIndex());
                        path.setCarrier(true); // without its daemon a TAP has none
                        assertThatFramesPass(name);
                        path.destroy(Handover.NOTHING);
                    },
                    step -> {});
            assertThatNothingIsLeft();
        });
        assertThat(steps).isGreaterThan(12);
    }

    @ParameterizedTest
    @CsvSource({
        "ens10, PROBE_DIRECT",
        LONG + ", PROBE_DIRECT",
        "ens10, PROBE_VISIBLE",
        LONG + ", PROBE_HIDDEN",
        LONG + ", MIRRED",
        LONG + ", TAP"
    })
    void whateverTheStepTheNextDaemonRemovesTheMaster(String name, MasterKind kind) {
        build(name);
        use(kind);
        killedAtEachStep(daemon -> daemon.establish(definition()).close(), () -> {
            inGuest(daemon -> daemon.remove(new MasterName(name)), step -> {});
            assertThatNothingIsLeft();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "ens10, PROBE_DIRECT",
        LONG + ", PROBE_DIRECT",
        "ens10, PROBE_VISIBLE",
        LONG + ", PROBE_HIDDEN",
        LONG + ", MIRRED",
        LONG + ", TAP"
    })
    void aRemovalCanBeBegunAgainAfterEachStep(String name, MasterKind kind) {
        build(name);
        use(kind);
        int steps = killedAtEachStep(
                daemon -> {
                    DataPath path = lab.guest().call(() -> quiet().establish(definition()));
                    Link primary = lab.guestLink("ens11");
                    path.register(Role.PRIMARY, primary);
                    path.close();
                    daemon.remove(new MasterName(name));
                },
                () -> {
                    inGuest(daemon -> daemon.remove(new MasterName(name)), step -> {});
                    assertThatNothingIsLeft();
                });
        assertThat(steps).isGreaterThan(8);
    }

    @Test
    void aPairThatGotNoAliasYetIsFinishedOrRemoved() {
        int index = lab.guestLink("ens10").ifIndex().value();
        lab.inGuest("link add nf" + index + "m type veth peer name ens10x");
        inGuest(daemon -> daemon.remove(new MasterName("ens10")), step -> {});
        assertThatNothingIsLeft();

        lab.inGuest("link add nf" + index + "m type veth peer name ens10x");
        int unfinished = lab.guestLink("nf" + index + "m").ifIndex().value();
        inGuest(
                daemon -> {
                    DataPath path = daemon.establish(definition());
                    assertThat(path.links().master().value()).isEqualTo(unfinished);
                    assertThatFramesPass("ens10");
                    path.destroy(Handover.NOTHING);
                },
                step -> {});
        assertThatNothingIsLeft();
    }

    @Test
    void aMasterWhoseLinkSomebodyDeletedIsMadeAgainOrRemoved() {
        inGuest(daemon -> daemon.establish(definition()).close(), step -> {});
        lab.inGuest("link del ens10");
        inGuest(
                daemon -> {
                    daemon.establish(definition()).close();
                    assertThatFramesPass("ens10");
                },
                step -> {});
        lab.inGuest("link del ens10");
        inGuest(daemon -> daemon.remove(new MasterName("ens10")), step -> {});
        assertThatNothingIsLeft();
    }

    /** Runs {@code work} again and again, each time dying one step later, until it lives to its end; returns the number of steps. */
    private int killedAtEachStep(Work work, Runnable thenNextDaemon) {
        for (int last = 0; last < MANY_STEPS; last++) {
            int dying = last;
            List<String> seen = new ArrayList<>();
            StepListener steps = step -> {
                if (seen.size() == dying) {
                    throw new Killed();
                }
                seen.add(step);
            };
            try {
                inGuest(work, steps);
                thenNextDaemon.run();
                return seen.size();
            } catch (Killed killed) {
                thenNextDaemon.run();
            }
        }
        throw new AssertionError("no end after " + MANY_STEPS + " steps");
    }

    @FunctionalInterface
    private interface Work {
        void with(KernelDataPaths daemon);
    }

    private void inGuest(Work work, StepListener steps) {
        lab.guest().call(() -> {
            try (KernelDataPaths daemon = daemon(steps)) {
                work.with(daemon);
            }
            return true;
        });
    }

    private KernelDataPaths quiet() {
        return daemon(step -> {});
    }

    private KernelDataPaths daemon(StepListener steps) {
        return new KernelDataPaths(pins, RouteSocket::open, ProbeSupport::detect, steps);
    }

    private MasterDefinition definition() {
        return lab.definition(steering, ReceiveRule.OPEN);
    }

    private void assertThatFramesPass(String master) {
        try (PacketSocket guest = lab.guestSocket(master);
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            guest.send(Frames.toPeer(1));
            assertThat(Frames.arriving(peer)).containsExactly(1);
            peer.send(Frames.toGuest(2));
            assertThat(Frames.arriving(guest)).containsExactly(2);
        }
    }

    private void assertThatNothingIsLeft() {
        assertThat(GuestPicture.of(lab)).isEqualTo(before);
        assertThat(BpfFs.on(pins)).as("a mounted bpffs").isEmpty();
        assertThatThrownBy(() -> lab.guestLink("ens10nsby")).isInstanceOf(AssertionError.class);
    }
}
