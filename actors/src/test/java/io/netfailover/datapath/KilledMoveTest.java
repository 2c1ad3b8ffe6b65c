package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.bpf.BpfFs;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.journal.SavedConfiguration;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.types.LinkKey;
import io.netfailover.types.ReceiveRule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The daemon dies before each single change that it makes to a NIC in use, with what that carries in its journal. Whoever comes next, a
 * daemon with the journal or {@code master release --offline} without, leaves all of it on exactly one link; only the order of addresses
 * and their labels, which the kernel makes up at a rename, may be others.
 */
@ParameterizedClass
@EnumSource(names = {"PROBE_DIRECT", "PROBE_HIDDEN", "MIRRED", "TAP"})
class KilledMoveTest {
    private static final int MANY_STEPS = 150;

    @Parameter
    private MasterKind kind = MasterKind.PROBE_DIRECT;

    @TempDir
    Path temporary;

    private FailoverLab lab;
    private Path pins;
    private Map<String, List<String>> before;

    /** Dies there: nothing catches it on the way, as nothing runs after SIGKILL. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    @BeforeEach
    void build() {
        pins = temporary.resolve("bpf");
        lab = new FailoverLab();
        lab.use(kind.layout);
        LiveLab.configure(lab, "ens10");
        before = LiveLab.unordered(lab);
        assertThat(before.keySet()).containsExactly("ens10");
    }

    @AfterEach
    void tearDown() {
        lab.close();
        BpfFs.on(pins).ifPresent(BpfFs::unmount);
    }

    @Test
    void aCreationThatWasKilledIsFinishedWithAllThatTheNicCarried() {
        int steps = killedWhileCreating(journal -> {
            inGuest(masters -> establish(masters, journal));
            assertThatTheMasterCarriesAll();
        });
        assertThat(steps).isGreaterThan(40);
    }

    @Test
    void aCreationThatWasKilledIsUndoneWithAllThatTheNicCarried() {
        killedWhileCreating(journal -> inGuest(masters -> remove(masters, journal)));
    }

    @Test
    void aCreationThatWasKilledIsUndoneWithoutItsJournal() {
        killedWhileCreating(journal -> inGuest(masters -> remove(masters, Optional.empty())));
    }

    @Test
    void aDestructionThatWasKilledIsFinishedWithAllThatTheMasterCarried() {
        int steps = killedWhileDestroying(journal -> inGuest(masters -> remove(masters, journal)));
        assertThat(steps).isGreaterThan(40);
    }

    @Test
    void aDestructionThatWasKilledIsFinishedWithoutItsJournal() {
        killedWhileDestroying(journal -> inGuest(masters -> remove(masters, Optional.empty())));
    }

    private int killedWhileCreating(Consumer<Optional<LinkConfiguration>> next) {
        return killed(masters -> masters.toBring(definition()), this::establish, next);
    }

    private int killedWhileDestroying(Consumer<Optional<LinkConfiguration>> next) {
        return killed(
                masters -> {
                    establish(masters, masters.toBring(definition()));
                    return masters.toGiveBack(definition().name());
                },
                this::remove,
                next);
    }

    @FunctionalInterface
    private interface Work {
        void with(LiveMasters masters, Optional<LinkConfiguration> journal);
    }

    /**
     * Runs {@code work} again and again, each time dying one step later, until it lives to its end.
     *
     * @param prepare what comes before, undisturbed; gives what is journalled then
     * @return the number of steps
     */
    private int killed(
            Function<LiveMasters, Optional<LinkConfiguration>> prepare,
            Work work,
            Consumer<Optional<LinkConfiguration>> next) {
        for (int last = 0; last < MANY_STEPS; last++) {
            Optional<LinkConfiguration> journal = lab.guest().call(() -> {
                try (KernelDataPaths daemon = daemon(step -> {})) {
                    return journalled(prepare.apply(new LiveMasters(daemon)));
                }
            });
            int dying = last;
            List<String> seen = new ArrayList<>();
            boolean died = false;
            try {
                inGuest(masters -> work.with(masters, journal), step -> {
                    if (seen.size() == dying) {
                        throw new Killed();
                    }
                    seen.add(step);
                });
            } catch (Killed killed) {
                died = true;
            }
            try {
                next.accept(journal);
                inGuest(masters -> remove(masters, Optional.empty()));
                assertThat(LiveLab.unordered(lab)).isEqualTo(before);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("killed after " + seen, e);
            }
            if (!died) {
                return seen.size();
            }
        }
        throw new AssertionError("no end after " + MANY_STEPS + " steps");
    }

    /** Through the journal's form, as it will be read. */
    private static Optional<LinkConfiguration> journalled(Optional<LinkConfiguration> read) {
        return read.map(configuration -> LinkConfiguration.of(
                new SavedConfiguration(
                        new LinkKey("boot", 1, configuration.link()), configuration.items(), Instant.EPOCH),
                Duration.ZERO));
    }

    private void assertThatTheMasterCarriesAll() {
        assertThat(LiveLab.unordered(lab)).isEqualTo(before);
        assertThat(lab.guestLink("ens10").ifIndex())
                .isNotEqualTo(lab.guestLink("ens10nsby").ifIndex());
        assertThat(LiveLab.qdisc(lab, "ens10")).startsWith("pfifo");
    }

    private void establish(LiveMasters masters, Optional<LinkConfiguration> journal) {
        masters.establish(definition(), journal).close();
    }

    private void remove(LiveMasters masters, Optional<LinkConfiguration> journal) {
        masters.remove(definition().name(), journal);
    }

    private void inGuest(Consumer<LiveMasters> work) {
        inGuest(work, step -> {});
    }

    private void inGuest(Consumer<LiveMasters> work, StepListener steps) {
        lab.guest().call(() -> {
            try (KernelDataPaths daemon = daemon(steps)) {
                work.accept(new LiveMasters(daemon));
            }
            return true;
        });
    }

    private KernelDataPaths daemon(StepListener steps) {
        return new KernelDataPaths(pins, RouteSocket::open, ProbeSupport::detect, steps);
    }

    private MasterDefinition definition() {
        return lab.definition(kind.steering, ReceiveRule.OPEN);
    }
}
