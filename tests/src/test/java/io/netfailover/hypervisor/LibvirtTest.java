package io.netfailover.hypervisor;

import static io.netfailover.lab.LibvirtCycle.LIMIT;
import static io.netfailover.lab.LibvirtCycle.LIMITS;
import static io.netfailover.lab.LibvirtCycle.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.libvirt.VfTemplate;
import io.netfailover.lab.LibvirtCycle;
import io.netfailover.lab.LibvirtGuest;
import io.netfailover.lab.LibvirtLab;
import io.netfailover.types.DomainName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two real libvirtd and one guest for all; a test leaves the guest running with its VF, on whichever side. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class LibvirtTest {
    /** For what fails by its nature only when time is over. */
    private static final Duration SHORT = Duration.ofSeconds(8);
    /** So little that a migration is still under way when it is looked at. */
    private static final MigrationLimits SLOW = new MigrationLimits(LIMIT, 1, 0, false, 0, false, false);

    private static LibvirtLab lab;
    private static LibvirtGuest guest;
    private static LibvirtCycle cycle;

    @BeforeAll
    static void boot() {
        lab = LibvirtLab.build();
        guest = lab.guest();
        cycle = new LibvirtCycle(lab, guest, VfTemplate.HOSTDEV);
        guest.boot(lab.source());
        cycle.plug();
    }

    @AfterAll
    static void nothingIsLeftBehind() {
        cycle.close();
        lab.close();

        assertThat(lab.leftovers()).isEmpty();
    }

    @AfterEach
    void theGuestRunsWithItsVf() {
        cycle.plug();
        cycle.check();
    }

    private static Hypervisor here() {
        return cycle.here().hypervisor();
    }

    private static Domain domain() {
        return await(here().domain(guest.name(), LIMIT)).orElseThrow();
    }

    @Test
    void theDomainIsReadAsItIs() {
        Domain domain = domain();

        assertThat(domain.state()).isEqualTo(Domain.State.RUNNING);
        assertThat(domain.job()).isEmpty();
        assertThat(domain.nic(LibvirtGuest.STANDBY).orElseThrow())
                .satisfies(nic -> assertThat(nic.failover()).isTrue())
                .satisfies(nic -> assertThat(nic.hostLink()).contains(guest.tap()));
        assertThat(domain.nic(LibvirtGuest.VF).orElseThrow())
                .satisfies(nic -> assertThat(nic.pairOf()).contains(LibvirtGuest.STANDBY))
                .satisfies(nic -> assertThat(nic.vf())
                        .contains(guest.vf(cycle.here().vf()).vf().pci()));
        assertThat(await(here().domains(LIMIT))).contains(guest.name());
        assertThat(await(here().domain(new DomainName("nobody"), LIMIT))).isEmpty();
    }

    @Test
    void theVfIsTakenFromTheRunningGuestAndFromItsDefinition() {
        List<String> events = new CopyOnWriteArrayList<>();
        here().addListener(new Recorder(events));

        cycle.unplug();
        cycle.unplug();

        assertThat(domain().nic(LibvirtGuest.VF)).isEmpty();
        assertThat(await(cycle.here().hypervisor().persistentNics(guest.name(), LIMIT))
                        .orElseThrow())
                .extracting(Nic::alias)
                .containsExactly(LibvirtGuest.STANDBY);
        assertThat(guest.hasSlaves(1, LIMIT)).isTrue();
        assertThat(events).contains("removed " + LibvirtGuest.VF);
        assertThat(cycle.here().host().vfLog()).last().asString().contains("mac 00:00:00:00:00:00");
    }

    @Test
    void theGuestSeesTheCarrierThatTheStandbyIsGiven() {
        await(here().setLink(guest.name(), LibvirtGuest.STANDBY, false, LIMIT));
        assertThat(domain().nic(LibvirtGuest.STANDBY).orElseThrow().linkUp()).isFalse();
        assertThat(guest.run("cat /sys/class/net/eth1/carrier").out()).startsWith("0");

        await(here().setLink(guest.name(), LibvirtGuest.STANDBY, true, LIMIT));
        assertThat(guest.run("cat /sys/class/net/eth1/carrier").out()).startsWith("1");
        // The VF's half of the pair was not touched, though it has the same address.
        assertThat(domain().nic(LibvirtGuest.VF).orElseThrow().linkUp()).isTrue();
    }

    @Test
    void aGuestIsMigratedThereAndBack() {
        List<MigrationProgress> progress = new CopyOnWriteArrayList<>();
        cycle.unplug();
        MigrationTarget target = await(cycle.there().hypervisor().expect(guest.name(), List.of(), LIMIT));
        await(here().migrate(
                        guest.name(),
                        target,
                        LIMITS,
                        List.of(guest.vf(cycle.there().vf())),
                        progress::add));
        cycle.turn();
        guest.connect(cycle.here().host());
        cycle.plug();
        cycle.check();
        assertThat(lab.reaches(guest.address())).isTrue();
        assertThat(progress).last().satisfies(end -> {
            assertThat(end.phase()).isEqualTo("completed");
            assertThat(end.transferredBytes()).isPositive();
            assertThat(end.downtimeMs()).isNotNegative();
        });

        cycle.unplug();
        cycle.migrate();
    }

    @Test
    void aCancelledMigrationLeavesTheGuestWhereItWas() {
        cycle.unplug();
        CompletionStage<Void> migration = slowMigration();
        assertThatFailure(here().attach(guest.name(), guest.vf(2), LIMIT), Reason.BUSY)
                .withMessageContaining("outgoing migration");
        assertThatFailure(
                        here().migrate(guest.name(), cycle.there().host().target(), LIMITS, List.of(), each -> {}),
                        Reason.BUSY)
                .withMessageContaining("outgoing migration");

        await(here().cancelMigration(guest.name(), LIMIT));

        assertThatFailure(migration, Reason.CANCELLED)
                .withMessageContaining(guest.name().value());
        assertThat(domain().state()).isEqualTo(Domain.State.RUNNING);
        assertThat(domain().job()).isEmpty();
        assertThat(await(cycle.there().hypervisor().domain(guest.name(), LIMIT)))
                .isEmpty();
        await(here().cancelMigration(guest.name(), LIMIT));
    }

    @Test
    void aMigrationThatTakesTooLongIsCancelled() {
        cycle.unplug();
        MigrationLimits limits = new MigrationLimits(Duration.ofSeconds(3), 1, 0, false, 0, false, false);

        assertThatFailure(
                        here().migrate(guest.name(), cycle.there().host().target(), limits, List.of(), each -> {}),
                        Reason.CANCELLED)
                .withMessageContaining("longer than 3 s");

        assertThat(domain().state()).isEqualTo(Domain.State.RUNNING);
    }

    private static CompletionStage<Void> slowMigration() {
        CompletionStage<Void> migration =
                here().migrate(guest.name(), cycle.there().host().target(), SLOW, List.of(), each -> {});
        assertThat(io.netfailover.lab.Wait.until(
                        () -> domain().job().equals(java.util.Optional.of("outgoing migration")), LIMIT))
                .isTrue();
        return migration;
    }

    @Test
    void theIncomingSideIsSeenAndCanBeDiscarded() {
        cycle.unplug();
        CompletionStage<Void> migration = slowMigration();
        Domain incoming =
                await(cycle.there().hypervisor().domain(guest.name(), LIMIT)).orElseThrow();
        assertThat(incoming.state()).isEqualTo(Domain.State.INCOMING);
        assertThatFailure(cycle.there().hypervisor().resume(guest.name(), LIMIT), Reason.REFUSED)
                .withMessageContaining("INCOMING");
        assertThatFailure(cycle.there().hypervisor().cancelMigration(guest.name(), LIMIT), Reason.REFUSED)
                .withMessageContaining("source");

        await(cycle.there().hypervisor().discard(guest.name(), LIMIT));

        assertThatFailure(migration, Reason.FAILED).withMessageContaining("migrate");
        assertThat(domain().state()).isEqualTo(Domain.State.RUNNING);
        assertThat(await(cycle.there().hypervisor().domain(guest.name(), LIMIT)))
                .isEmpty();
    }

    @Test
    void aRunningOrPausedGuestIsNotDiscarded() {
        assertThatFailure(here().discard(guest.name(), LIMIT), Reason.REFUSED).withMessageContaining("RUNNING");
        cycle.here().host().virsh("suspend", guest.name().value()).orFail();
        assertThatFailure(here().discard(guest.name(), LIMIT), Reason.REFUSED).withMessageContaining("PAUSED");

        await(here().resume(guest.name(), LIMIT));

        assertThat(domain().state()).isEqualTo(Domain.State.RUNNING);
    }

    @Test
    void aPausedGuestDoesNotLetGoInTimeAndDoesLater() {
        cycle.here().host().virsh("suspend", guest.name().value()).orFail();

        assertThatFailure(here().detach(guest.name(), LibvirtGuest.VF, SHORT), Reason.TIMED_OUT)
                .withMessageContaining("does not let go of " + LibvirtGuest.VF);
        assertThat(domain().nic(LibvirtGuest.VF)).isPresent();

        await(here().resume(guest.name(), LIMIT));
        await(here().detach(guest.name(), LibvirtGuest.VF, LIMIT));
    }

    @Test
    void aVfThatAnotherGuestHasIsRefusedInLibvirtsWords() {
        LibvirtGuest other = lab.guest();
        other.start(cycle.here().host());
        try {
            VfNic taken = other.vf(cycle.here().vf());
            assertThatFailure(here().attach(other.name(), taken, LIMIT), Reason.REFUSED)
                    .withMessageContaining("in use by driver QEMU, domain " + guest.name());
        } finally {
            remove(other);
        }
    }

    @Test
    void aTapNameThatIsTakenAtTheDestinationFailsTheMigrationAndNothingElse() {
        cycle.unplug();
        cycle.there()
                .host()
                .namespace()
                .ip("tuntap", "add", guest.tap(), "mode", "tap")
                .orFail();
        CompletionStage<Void> migration =
                here().migrate(guest.name(), cycle.there().host().target(), LIMITS, List.of(), each -> {});
        try {
            assertThatFailure(migration, Reason.REFUSED).withMessageContaining(guest.tap());
        } finally {
            cycle.there().host().namespace().ip("link", "delete", guest.tap()).orFail();
        }
        assertThat(domain().state()).isEqualTo(Domain.State.RUNNING);
    }

    @Test
    void aDestinationThatIsNotThereFailsTheMigrationAndNothingElse() {
        cycle.unplug();
        MigrationTarget nobody = new MigrationTarget("qemu+tcp://127.0.0.1:1/system", "");

        assertThatFailure(here().migrate(guest.name(), nobody, LIMITS, List.of(), each -> {}), Reason.FAILED)
                .withMessageContaining("Connection refused");
        assertThat(domain().state()).isEqualTo(Domain.State.RUNNING);
    }

    @Test
    void anUnplugInEarlyBootIsAskedForUntilTheGuestHearsIt() {
        LibvirtGuest young = lab.guest();
        young.startWithVf(cycle.here().host(), 6);
        try {
            await(here().detach(young.name(), LibvirtGuest.VF, LIMIT));

            assertThat(await(here().domain(young.name(), LIMIT)).orElseThrow().nic(LibvirtGuest.VF))
                    .isEmpty();
        } finally {
            remove(young);
        }
    }

    @Test
    void withoutAGuestAgentNothingIsSaidOfInterfaces() {
        assertThat(await(here().guestInterfaces(guest.name(), LIMIT))).isEmpty();
    }

    @Test
    void aGuestWithoutStandbyIsNotSaidToHaveItsVf() {
        LibvirtGuest other = lab.guest();
        other.bootWithoutStandby(cycle.here().host());
        try {
            assertThatFailure(here().attach(other.name(), other.vf(6), LIMIT), Reason.FAILED)
                    .withMessageContaining("STANDBY");
            assertThat(await(here().domain(other.name(), LIMIT)).orElseThrow().nic(LibvirtGuest.VF))
                    .isEmpty();
        } finally {
            remove(other);
        }
    }

    @Test
    void aKilledLibvirtdIsReconnectedToAndTheGuestHasRunOn() {
        List<String> events = new CopyOnWriteArrayList<>();
        here().addListener(new Recorder(events));

        cycle.here().host().kill();
        assertThatFailure(here().domain(guest.name(), LIMIT), Reason.NOT_REACHABLE)
                .withMessageContaining("libvirt-sock");
        cycle.here().host().start();

        assertThat(io.netfailover.lab.Wait.until(() -> events.contains("reconnected"), LIMIT))
                .isTrue();
        assertThat(domain().state()).isEqualTo(Domain.State.RUNNING);
    }

    private static void remove(LibvirtGuest other) {
        cycle.here().host().virsh("destroy", other.name().value()).orFail();
        await(here().discard(other.name(), LIMIT));
    }

    private record Recorder(List<String> events) implements HypervisorListener {
        @Override
        public void deviceRemoved(DomainName domain, String alias) {
            events.add("removed " + alias);
        }

        @Override
        public void deviceRemovalFailed(DomainName domain, String alias) {
            events.add("not removed " + alias);
        }

        @Override
        public void deviceAdded(DomainName domain, String alias) {
            events.add("added " + alias);
        }

        @Override
        public void stateChanged(DomainName domain, String what) {
            events.add(what);
        }

        @Override
        public void reconnected() {
            events.add("reconnected");
        }
    }

    private static ThrowableAssertAlternative<HypervisorException> assertThatFailure(
            CompletionStage<?> stage, Reason reason) {
        return assertThatExceptionOfType(HypervisorException.class)
                .isThrownBy(() -> await(stage))
                .satisfies(failure ->
                        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason));
    }
}
