package io.netfailover.hypervisor.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.HypervisorListener;
import io.netfailover.hypervisor.MigrationLimits;
import io.netfailover.hypervisor.MigrationProgress;
import io.netfailover.hypervisor.MigrationTarget;
import io.netfailover.hypervisor.Nic;
import io.netfailover.hypervisor.VfNic;
import io.netfailover.hypervisor.qmp.ScriptedQemu.Answer;
import io.netfailover.types.DomainName;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QmpHypervisorTest {
    private static final DomainName VM = new DomainName("vm1");
    private static final MacAddress MAC = MacAddress.parse(ScriptedVm.MAC);
    private static final Duration AMPLE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration BRIEF = Duration.ofMillis(100);
    private static final VfNic VF =
            new VfNic(ScriptedVm.PRIMARY, ScriptedVm.STANDBY, MAC, new VfRef("pf0", 1, new PciAddress("0000:42:02.1")));
    private static final MigrationTarget TARGET = new MigrationTarget("tcp:10.0.0.2:49152", "");
    private static final MigrationLimits LIMITS = new MigrationLimits(AMPLE, 0, 0, false, 0, false, false);

    @TempDir
    Path directory;

    private ScriptedVm vm;
    private QmpHypervisor hypervisor;

    @BeforeEach
    void start() {
        vm = new ScriptedVm(directory.resolve("qmp"));
        hypervisor = new QmpHypervisor(
                new QmpSettings(List.of(definition()), directory.resolve("run"), "10.0.0.2", 49152, 49153));
    }

    @AfterEach
    void stop() throws Exception {
        hypervisor.close();
        vm.close();
    }

    private QemuDomain definition() {
        QemuPair pair = new QemuPair(
                ScriptedVm.STANDBY,
                ScriptedVm.PRIMARY,
                "vmtap01",
                MAC,
                Map.of("driver", "vfio-pci", "host", "{pci}", "bus", "port1", "failover_pair_id", "{standby}"));
        return new QemuDomain(
                VM,
                List.of("false", "{incoming}"),
                directory.resolve("qmp"),
                Optional.empty(),
                List.of(pair),
                0,
                Optional.empty());
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof HypervisorException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static void assertFails(Reason reason, String words, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(HypervisorException.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e.getMessage() + " " + e.advice()).contains(words);
        });
    }

    private Domain domain() {
        return await(hypervisor.domain(VM, AMPLE)).orElseThrow();
    }

    @Test
    void aDomainIsToldAsQemuHasIt() {
        vm.linkUp = false;

        assertThat(domain().state()).isEqualTo(Domain.State.RUNNING);
        assertThat(domain().standbyNegotiated()).contains(true);
        assertThat(domain().nics())
                .containsExactlyInAnyOrder(
                        new Nic(
                                ScriptedVm.STANDBY,
                                "virtio",
                                MAC,
                                Optional.of("vmtap01"),
                                Optional.empty(),
                                false,
                                Optional.empty(),
                                true),
                        new Nic(
                                ScriptedVm.PRIMARY,
                                "hostdev",
                                MAC,
                                Optional.empty(),
                                Optional.of(new PciAddress("0000:42:02.1")),
                                true,
                                Optional.of(ScriptedVm.STANDBY),
                                false));
    }

    @Test
    void whatBlocksAMigrationIsToldInQemusWords() {
        vm.migrationSays("{'blocked-reasons': ['The vvfat (rw) format does not support live migration']}");

        assertThat(domain().obstacles()).containsExactly("The vvfat (rw) format does not support live migration");
    }

    @Test
    void aVfThatQemuDoesNotKnowAsAPrimaryIsNoObstacleSinceItIsPulledOutBefore() {
        vm.teamed = false;
        vm.migrationSays("{'blocked-reasons': ['0000:42:02.1: VFIO migration is not supported in kernel']}");

        assertThat(domain().obstacles()).isEmpty();
    }

    @Test
    void aGuestWithoutDriverHasNotTakenStandby() {
        vm.featuresAgreed = false;

        assertThat(domain().standbyNegotiated()).contains(false);
    }

    @Test
    void whereNoQemuListensTheDomainIsOnlyDefined() throws Exception {
        vm.close();

        assertThat(domain().state()).isEqualTo(Domain.State.SHUT_OFF);
        assertThat(domain().persistent()).isTrue();
    }

    @Test
    void whatIsNotDefinedHereIsUnknown() {
        DomainName other = new DomainName("vm2");

        assertThat(await(hypervisor.domain(other, AMPLE))).isEmpty();
        assertFails(Reason.REFUSED, "no VM vm2", () -> await(hypervisor.detach(other, "x", AMPLE)));
    }

    @Test
    void detachingEndsWhenTheDeviceIsReallyGone() {
        await(hypervisor.detach(VM, ScriptedVm.PRIMARY, AMPLE));

        assertThat(domain().nic(ScriptedVm.PRIMARY)).isEmpty();
    }

    @Test
    void aDeviceThatThePciTreeDoesNotShowYetIsThereAllTheSame() {
        vm.busesNumbered = false;

        assertThat(domain().nic(ScriptedVm.PRIMARY)).isPresent();
        await(hypervisor.detach(VM, ScriptedVm.PRIMARY, AMPLE));
        assertThat(vm.qemu.asked("device_del")).isOne();
    }

    @Test
    void detachingWhatIsGoneIsDoneAtOnce() {
        vm.plugged.remove(ScriptedVm.PRIMARY);

        await(hypervisor.detach(VM, ScriptedVm.PRIMARY, AMPLE));

        assertThat(vm.qemu.asked("device_del")).isZero();
    }

    @Test
    void aGuestThatIgnoresTheRequestIsAskedOnceWithinTheBlinkingOfItsLight() {
        vm.qemu.on("device_del", "{}");

        assertFails(Reason.TIMED_OUT, "has not let go", () -> await(hypervisor.detach(VM, ScriptedVm.PRIMARY, BRIEF)));
        assertThat(vm.qemu.asked("device_del")).isOne();
        assertThat(domain().nic(ScriptedVm.PRIMARY)).isPresent();
    }

    @Test
    void aRequestInFlightIsWaitedFor() {
        vm.qemu.on("device_del", () -> {
            vm.plugged.remove(ScriptedVm.PRIMARY);
            return Answer.refusing("GenericError", "Device ua-vf0 is already in the process of unplug")
                    .then(ScriptedVm.deleted(ScriptedVm.PRIMARY));
        });

        await(hypervisor.detach(VM, ScriptedVm.PRIMARY, AMPLE));
    }

    @Test
    void aGuestThatRefusesTheRequestIsSaidTo() {
        vm.qemu.on(
                "device_del",
                () -> Answer.returning("{}")
                        .then(ScriptedQemu.event("DEVICE_UNPLUG_GUEST_ERROR", "{'device': 'ua-vf0', 'path': '/x'}")));

        assertFails(Reason.FAILED, "refuses to let go", () -> await(hypervisor.detach(VM, ScriptedVm.PRIMARY, AMPLE)));
    }

    @Test
    void aPausedGuestIsNotAsked() {
        vm.status = "paused";

        assertFails(Reason.REFUSED, "paused", () -> await(hypervisor.detach(VM, ScriptedVm.PRIMARY, AMPLE)));
        assertThat(vm.qemu.asked("device_del")).isZero();
    }

    @Test
    void attachingFillsTheTemplate() {
        vm.plugged.remove(ScriptedVm.PRIMARY);

        await(hypervisor.attach(VM, VF, AMPLE));

        assertThat(vm.qemu.asked())
                .filteredOn(line -> line.startsWith("device_add"))
                .singleElement()
                .asString()
                .contains("\"host\":\"0000:42:02.1\"", "\"id\":\"ua-vf0\"", "\"failover_pair_id\":\"standby0\"");
    }

    @Test
    void attachingWhatIsThereIsDoneAtOnceUnlessItIsAnotherFunction() {
        await(hypervisor.attach(VM, VF, AMPLE));
        VfNic other =
                new VfNic(VF.alias(), VF.standbyAlias(), MAC, new VfRef("pf0", 2, new PciAddress("0000:42:02.2")));

        assertFails(Reason.REFUSED, "which is 0000:42:02.1", () -> await(hypervisor.attach(VM, other, AMPLE)));
        assertThat(vm.qemu.asked("device_add")).isZero();
    }

    @Test
    void aGuestWithoutStandbyIsRefusedItsPrimary() {
        vm.plugged.remove(ScriptedVm.PRIMARY);
        vm.standbyTaken = false;

        assertFails(Reason.REFUSED, "VIRTIO_NET_F_STANDBY", () -> await(hypervisor.attach(VM, VF, AMPLE)));
        assertThat(vm.qemu.asked("device_add")).isZero();
    }

    @Test
    void successWithoutADeviceIsNotBelieved() {
        vm.plugged.remove(ScriptedVm.PRIMARY);
        vm.qemu.on("x-query-virtio-status", () -> Answer.refusing("CommandNotFound", "not found"));
        vm.qemu.on("device_add", "{}");

        assertFails(Reason.REFUSED, "never plug it in", () -> await(hypervisor.attach(VM, VF, AMPLE)));
    }

    @Test
    void aPairThatIsNotDefinedIsRefused() {
        VfNic stranger = new VfNic("ua-vf9", "standby9", MAC, VF.vf());

        assertFails(Reason.REFUSED, "standby9", () -> await(hypervisor.attach(VM, stranger, AMPLE)));
    }

    @Test
    void aMigrationIsFollowedToItsEnd() {
        List<MigrationProgress> seen = new ArrayList<>();
        vm.qemu.on("migrate", () -> {
            vm.migrationSays(
                    "{'status': 'setup'}",
                    "{'status': 'active', 'expected-downtime': 300, 'ram': {'transferred': 10, 'remaining': 90, 'total': 100,"
                            + " 'dirty-sync-count': 1}}",
                    "{'status': 'completed', 'downtime': 42, 'ram': {'transferred': 110, 'remaining': 0, 'total': 100,"
                            + " 'dirty-sync-count': 3}}");
            vm.status = "postmigrate";
            return Answer.returning("{}");
        });

        await(hypervisor.migrate(VM, TARGET, LIMITS, List.of(), seen::add));

        assertThat(seen)
                .containsExactly(
                        new MigrationProgress("setup", 0, 0, 0, 0, -1),
                        new MigrationProgress("active", 10, 90, 100, 1, 300),
                        new MigrationProgress("completed", 110, 0, 100, 3, 42));
        assertThat(domain().state()).isEqualTo(Domain.State.MIGRATED);
    }

    /** QEMU calls itself completed a moment before it has counted. */
    @Test
    void theDowntimeIsReadOnceTheSourceIsKnownToHaveStopped() {
        List<MigrationProgress> seen = new ArrayList<>();
        vm.qemu.on("migrate", () -> {
            vm.migrationSays("{'status': 'completed', 'downtime': 0}", "{'status': 'completed', 'downtime': 42}");
            vm.status = "postmigrate";
            return Answer.returning("{}");
        });

        await(hypervisor.migrate(VM, TARGET, LIMITS, List.of(), seen::add));

        assertThat(seen).extracting(MigrationProgress::downtimeMs).containsExactly(42L);
    }

    @Test
    void limitsArePassedOn() {
        vm.qemu.on("migrate", () -> {
            vm.migrationSays("{'status': 'completed'}");
            vm.status = "postmigrate";
            return Answer.returning("{}");
        });

        await(hypervisor.migrate(
                VM, TARGET, new MigrationLimits(AMPLE, 10, 50, true, 0, false, true), List.of(), progress -> {}));

        assertThat(String.join("\n", vm.qemu.asked()))
                .contains("\"max-bandwidth\":10485760", "\"downtime-limit\":50", "\"blk\":true")
                .containsPattern("auto-converge\",\"state\":true|state\":true,\"capability\":\"auto-converge");
    }

    @Test
    void aFailedMigrationSaysQemusReason() {
        vm.qemu.on("migrate", () -> {
            vm.migrationSays("{'status': 'failed', 'error-desc': 'Connection refused'}");
            return Answer.returning("{}");
        });

        assertFails(
                Reason.FAILED,
                "Connection refused",
                () -> await(hypervisor.migrate(VM, TARGET, LIMITS, List.of(), progress -> {})));
    }

    @Test
    void aMigrationThatTakesTooLongIsCancelled() {
        vm.qemu.on("migrate", () -> {
            vm.migrationSays("{'status': 'active'}");
            return Answer.returning("{}");
        });
        vm.qemu.on("migrate_cancel", () -> {
            vm.migrationSays("{'status': 'cancelling'}", "{'status': 'cancelled'}");
            return Answer.returning("{}");
        });

        assertFails(
                Reason.TIMED_OUT,
                "runs on here",
                () -> await(hypervisor.migrate(
                        VM,
                        TARGET,
                        new MigrationLimits(BRIEF, 0, 0, false, 0, false, false),
                        List.of(),
                        progress -> {})));
        assertThat(vm.qemu.asked("migrate_cancel")).isOne();
    }

    @Test
    void aDaemonThatComesBackFollowsItsMigrationAndNobodyElses() throws Exception {
        vm.migrationSays("{'status': 'active'}", "{'status': 'active'}", "{'status': 'completed'}");
        vm.status = "finish-migrate";
        Files.createDirectories(directory.resolve("run"));
        Files.writeString(directory.resolve("run/vm1.target"), TARGET.uri() + "\n");

        assertFails(
                Reason.BUSY,
                "elsewhere",
                () -> await(hypervisor.migrate(
                        VM, new MigrationTarget("tcp:10.0.0.3:1", ""), LIMITS, List.of(), progress -> {})));
        vm.status = "postmigrate";
        vm.migrationSays("{'status': 'completed', 'downtime': 42}");
        List<MigrationProgress> seen = new ArrayList<>();
        await(hypervisor.migrate(VM, TARGET, LIMITS, List.of(), seen::add));

        assertThat(vm.qemu.asked("migrate")).isZero();
        assertThat(seen).extracting(MigrationProgress::downtimeMs).containsExactly(42L);
    }

    @Test
    void aRunningVmIsNotDiscarded() {
        assertFails(Reason.REFUSED, "running", () -> await(hypervisor.discard(VM, AMPLE)));
        assertThat(vm.qemu.asked("quit")).isZero();
    }

    @Test
    void whatAMigrationLeftBehindIsEnded() {
        vm.status = "postmigrate";
        vm.qemu.on("quit", () -> {
            closeVm();
            return Answer.silence();
        });

        await(hypervisor.discard(VM, AMPLE));

        assertThat(domain().state()).isEqualTo(Domain.State.SHUT_OFF);
    }

    private QemuProcess launched() {
        return QemuProcess.launch(VM, directory.resolve("run"), List.of("sleep", "600"))
                .awaiting(TARGET.uri(), VM, directory.resolve("run"));
    }

    @Test
    void anIncomingQemuOfOursThatDoesNotAnswerIsKilled() {
        QemuProcess mute = launched();
        var silenced = ProcessHandle.of(mute.pid()).orElseThrow().onExit().thenRun(this::closeVm);
        vm.qemu.on("query-status", Answer::silence);

        await(hypervisor.discard(VM, SHORT));

        assertThat(silenced).isCompleted();
        assertThat(mute.alive()).isFalse();
        assertThat(vm.qemu.asked("quit")).isZero();
        assertThat(directory.resolve("run/vm1.pid")).doesNotExist();
    }

    private void closeVm() {
        try {
            vm.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void oneThatDoesNotAnswerAndHasRunTheVmIsLeftAlone() {
        QemuProcess ran = launched();
        try {
            vm.qemu.on("query-status", () -> Answer.silence().after(ScriptedQemu.event("RESUME", "{}")));

            assertFails(Reason.TIMED_OUT, "query-status", () -> await(hypervisor.discard(VM, SHORT)));

            assertThat(ran.alive()).isTrue();
        } finally {
            assertThat(ran.kill(AMPLE)).isTrue();
        }
    }

    @Test
    void whereNothingIsLeftNothingIsDiscarded() throws Exception {
        vm.close();

        await(hypervisor.discard(VM, AMPLE));
        await(hypervisor.discard(new DomainName("vm2"), AMPLE));

        assertThat(vm.qemu.asked()).as("but for a greeting before it ended").isSubsetOf("qmp_capabilities {}");
    }

    @Test
    void onlyAMigrationsSourceIsResumed() {
        vm.status = "paused";
        assertFails(Reason.REFUSED, "paused", () -> await(hypervisor.resume(VM, AMPLE)));
        vm.status = "postmigrate";
        vm.qemu.on("cont", () -> {
            vm.status = "running";
            return Answer.returning("{}");
        });

        await(hypervisor.resume(VM, AMPLE));

        assertThat(domain().state()).isEqualTo(Domain.State.RUNNING);
    }

    @Test
    void anIncomingQemuThatEndsAtOnceSaysWhy() throws Exception {
        vm.close();
        hypervisor.close();
        QemuDomain bad = new QemuDomain(
                VM,
                List.of("sh", "-c", "echo could not configure vmtap01: in use; exit 1", "{incoming}"),
                directory.resolve("qmp"),
                Optional.empty(),
                List.of(),
                0,
                Optional.empty());
        hypervisor =
                new QmpHypervisor(new QmpSettings(List.of(bad), directory.resolve("run"), "10.0.0.2", 49152, 49153));

        assertFails(Reason.FAILED, "vmtap01: in use", () -> await(hypervisor.expect(VM, List.of(), AMPLE)));
        assertThat(directory.resolve("run/vm1.pid")).doesNotExist();
    }

    @Test
    void theConversationIsTakenUpAgainAndListenersAreTold() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        domain();
        hypervisor.addListener(new Ear(heard));

        vm.qemu.hangUp();

        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("vm1 QEMU closed its socket");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("reconnected");
        await(hypervisor.detach(VM, ScriptedVm.PRIMARY, AMPLE));
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("vm1 removed ua-vf0");
    }

    private record Ear(BlockingQueue<String> heard) implements HypervisorListener {
        @Override
        public void deviceRemoved(DomainName domain, String alias) {
            heard.add(domain + " removed " + alias);
        }

        @Override
        public void deviceRemovalFailed(DomainName domain, String alias) {
            heard.add(domain + " kept " + alias);
        }

        @Override
        public void deviceAdded(DomainName domain, String alias) {
            heard.add(domain + " added " + alias);
        }

        @Override
        public void stateChanged(DomainName domain, String what) {
            heard.add(domain + " " + what);
        }

        @Override
        public void reconnected() {
            heard.add("reconnected");
        }
    }
}
