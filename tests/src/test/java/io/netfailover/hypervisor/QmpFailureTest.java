package io.netfailover.hypervisor;

import static io.netfailover.lab.QemuCycle.LIMITS;
import static io.netfailover.lab.QemuCycle.await;
import static io.netfailover.lab.QemuHost.PRIMARY;
import static io.netfailover.lab.QemuHost.STANDBY;
import static io.netfailover.lab.QemuLab.DOMAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.lab.GuestConsole;
import io.netfailover.lab.QemuHost;
import io.netfailover.lab.QemuLab;
import io.netfailover.lab.QemuLabSpec;
import io.netfailover.lab.Qmp;
import io.netfailover.lab.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What goes wrong, with one guest that always comes back to where it was: running on the first host, with its VF. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class QmpFailureTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration SOON = Duration.ofSeconds(15);
    /** So slow that the guest's memory takes minutes. */
    private static final MigrationLimits SLOW = new MigrationLimits(LONG, 1, 0, false, 0, false, false);

    private static QemuLab lab;
    private static QemuHost hostA;
    private static QemuHost hostB;
    private static Hypervisor source;
    private static Hypervisor destination;
    private static GuestConsole guest;
    private static Qmp qmp;

    @BeforeAll
    static void boot() {
        lab = QemuLab.build(QemuLabSpec.usual());
        hostA = lab.hostA();
        hostB = lab.hostB();
        source = lab.hypervisor(hostA);
        destination = lab.hypervisor(hostB);
        guest = lab.boot(hostA);
        qmp = lab.qmp(hostA);
        assertThat(guest.awaitCarrierOnPrimary(SOON)).isTrue();
    }

    @AfterAll
    static void nothingIsLeft() {
        lab.close();
        assertThat(lab.leftovers()).isEmpty();
    }

    @AfterEach
    void theVmRunsWhereItWasWithItsVf() {
        await(destination.discard(DOMAIN, SOON));
        Domain domain = domain(source);
        assertThat(domain.state()).isEqualTo(Domain.State.RUNNING);
        assertThat(domain.job()).isEmpty();
        await(source.attach(DOMAIN, hostA.vf(), SOON));
        assertThat(guest.awaitCarrierOnPrimary(SOON)).isTrue();
    }

    private static Domain domain(Hypervisor hypervisor) {
        return await(hypervisor.domain(DOMAIN, SOON)).orElseThrow();
    }

    private static void assertFails(Reason reason, String words, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(HypervisorException.class, e -> {
            assertThat(e.getMessage() + " " + e.advice()).contains(words);
            assertThat(e.reason()).isEqualTo(reason);
        });
    }

    private static CompletableFuture<Void> migrateSlowly(MigrationTarget target, String phase) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        CompletableFuture<Void> migration = source.migrate(DOMAIN, target, SLOW, List.of(), progress -> {
                    if (progress.phase().equals(phase)) {
                        reached.complete(null);
                    }
                })
                .toCompletableFuture()
                .whenComplete((done, failure) -> reached.completeExceptionally(
                        failure == null ? new AssertionError("the migration was faster than " + phase) : failure));
        reached.join();
        return migration;
    }

    private static void assertEnds(CompletableFuture<Void> migration, Reason reason, String words) {
        assertFails(reason, words, () -> {
            try {
                migration.join();
            } catch (CompletionException e) {
                throw e.getCause();
            }
        });
    }

    @Test
    void aCancelledMigrationLeavesTheVmOnTheSource() {
        await(source.detach(DOMAIN, PRIMARY, SOON));
        MigrationTarget target = await(destination.expect(DOMAIN, List.of(), SOON));
        CompletableFuture<Void> migration = migrateSlowly(target, "active");

        assertThat(domain(source).job()).contains("migration out");
        assertFails(Reason.BUSY, "migrating", () -> await(source.attach(DOMAIN, hostA.vf(), SOON)));
        await(source.cancelMigration(DOMAIN, SOON));

        assertEnds(migration, Reason.CANCELLED, "cancelled");
        assertThat(domain(source).state()).isEqualTo(Domain.State.RUNNING);
    }

    @Test
    void cancellingWhileQemuWaitsForTheUnplugPlugsTheVfInAgain() {
        MigrationTarget target = await(destination.expect(DOMAIN, List.of(hostB.vf()), SOON));
        CompletableFuture<Void> migration = migrateSlowly(target, "wait-unplug");

        await(source.cancelMigration(DOMAIN, LONG));

        assertEnds(migration, Reason.CANCELLED, "cancelled");
        assertThat(domain(source).nic(PRIMARY)).isPresent();
    }

    @Test
    void aDestinationThatDiesFailsTheMigrationAndTheVmRunsOn() {
        await(source.detach(DOMAIN, PRIMARY, SOON));
        MigrationTarget target = await(destination.expect(DOMAIN, List.of(), SOON));
        CompletableFuture<Void> migration = migrateSlowly(target, "active");

        lab.qemus(hostB).forEach(ProcessHandle::destroyForcibly);

        assertEnds(migration, Reason.FAILED, "failed");
        assertThat(Wait.until(() -> domain(destination).state() == Domain.State.SHUT_OFF, SOON))
                .isTrue();
    }

    @Test
    void aDestinationThatNobodyAwaitsFailsTheMigration() {
        await(source.detach(DOMAIN, PRIMARY, SOON));

        assertFails(
                Reason.FAILED,
                "Connection refused",
                () -> await(source.migrate(
                        DOMAIN, new MigrationTarget("tcp:192.168.99.2:1", ""), LIMITS, List.of(), progress -> {})));
    }

    @Test
    void anIncomingQemuThatWasLeftBehindIsDiscardedAndARunningOneIsNot() {
        MigrationTarget target = await(destination.expect(DOMAIN, List.of(), SOON));
        assertThat(domain(destination).state()).isEqualTo(Domain.State.INCOMING);
        assertThat(await(destination.expect(DOMAIN, List.of(), SOON))).isEqualTo(target);
        assertThat(lab.qemus(hostB)).hasSize(1);

        await(destination.discard(DOMAIN, SOON));

        assertThat(domain(destination).state()).isEqualTo(Domain.State.SHUT_OFF);
        assertThat(lab.qemus(hostB)).isEmpty();
        assertFails(Reason.REFUSED, "running", () -> await(source.discard(DOMAIN, SOON)));
        assertFails(Reason.REFUSED, "running", () -> await(source.expect(DOMAIN, List.of(), SOON)));
    }

    @Test
    void aPausedGuestIsNeitherAskedForItsVfNorMigrated() {
        MigrationTarget target = await(destination.expect(DOMAIN, List.of(), SOON));
        qmp.execute("stop", Map.of());
        try {
            assertThat(domain(source).state()).isEqualTo(Domain.State.PAUSED);
            assertFails(Reason.REFUSED, "paused", () -> await(source.detach(DOMAIN, PRIMARY, SOON)));
            assertFails(
                    Reason.REFUSED,
                    "paused",
                    () -> await(source.migrate(DOMAIN, target, LIMITS, List.of(), progress -> {})));
        } finally {
            qmp.execute("cont", Map.of());
        }
    }

    @Test
    void aDaemonThatComesBackFindsTheVmTheJobAndTheIncomingQemu() {
        await(source.detach(DOMAIN, PRIMARY, SOON));
        MigrationTarget target = await(destination.expect(DOMAIN, List.of(), SOON));
        CompletableFuture<Void> orphan = migrateSlowly(target, "active");
        source.close();
        destination.close();
        source = lab.hypervisor(hostA);
        destination = lab.hypervisor(hostB);

        assertThat(domain(source).job()).contains("migration out");
        assertThat(domain(destination).state()).isEqualTo(Domain.State.INCOMING);
        CompletableFuture<Void> joined = migrateSlowly(target, "active");
        await(source.cancelMigration(DOMAIN, SOON));

        assertEnds(joined, Reason.CANCELLED, "cancelled");
        assertThat(orphan).isCompletedExceptionally();
    }

    @Test
    void theLinkOfTheStandbyIsWhatTheGuestSees() {
        for (boolean up : new boolean[] {false, true}) {
            await(source.setLink(DOMAIN, STANDBY, up, SOON));

            assertThat(domain(source).nic(STANDBY))
                    .hasValueSatisfying(nic -> assertThat(nic.linkUp()).isEqualTo(up));
            assertThat(guest.until("[ \"$(cat /sys/class/net/eth1/carrier)\" = " + (up ? 1 : 0) + " ]", SOON))
                    .isTrue();
        }
    }

    @Test
    void aPrimaryForAnUnknownPairIsRefused() {
        VfNic known = hostA.vf();

        assertFails(
                Reason.REFUSED,
                "no pair",
                () -> await(source.attach(DOMAIN, new VfNic("ua-x", "standby9", lab.mac(), known.vf()), SOON)));
    }

    @Test
    void zWithTeamingQemuUnplugsAndPlugsByItself() {
        MigrationTarget target = await(destination.expect(DOMAIN, List.of(hostB.vf()), SOON));

        await(source.migrate(DOMAIN, target, LIMITS, List.of(), progress -> {}));

        assertThat(domain(source).state()).isEqualTo(Domain.State.MIGRATED);
        await(source.discard(DOMAIN, SOON));
        assertThat(Wait.until(() -> domain(destination).state() == Domain.State.RUNNING, SOON))
                .isTrue();
        guest.close();
        guest = lab.console(hostB);
        assertThat(guest.awaitCarrierOnPrimary(SOON)).isTrue();
        swapHosts();
    }

    private static void swapHosts() {
        QemuHost host = hostA;
        hostA = hostB;
        hostB = host;
        Hypervisor hypervisor = source;
        source = destination;
        destination = hypervisor;
    }
}
