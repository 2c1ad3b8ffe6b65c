package io.netfailover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.HypervisorListener;
import io.netfailover.hypervisor.MigrationLimits;
import io.netfailover.hypervisor.MigrationTarget;
import io.netfailover.hypervisor.Nic;
import io.netfailover.hypervisor.VfNic;
import io.netfailover.types.DomainName;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On a scripted libvirt; on the real one in the tests of the labs. */
class LibvirtHypervisorTest {
    private static final DomainName VM = new DomainName("vm1");
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final VfNic VF = new VfNic(
            "ua-vf0",
            "ua-standby0",
            MacAddress.parse("52:54:00:00:12:53"),
            new VfRef("ens6np0", 5, new PciAddress("0000:42:02.5")));
    private static final VfNic OTHER_VF =
            new VfNic(VF.alias(), VF.standbyAlias(), VF.mac(), new VfRef("ens6np0", 6, new PciAddress("0000:42:02.6")));
    private static final MigrationTarget TARGET = new MigrationTarget("qemu+tcp://hv2/system", "tcp:10.0.0.2:49152");
    private static final MigrationLimits LIMITS = new MigrationLimits(LONG, 0, 0, false, 0, false, false);

    private final ScriptedLibvirt libvirt = new ScriptedLibvirt();
    private final LibvirtHypervisor hypervisor =
            new LibvirtHypervisor(new LibvirtSettings("qemu:///system", TARGET, VfTemplate.HOSTDEV), libvirt);

    @AfterEach
    void close() {
        hypervisor.close();
    }

    @ParameterizedTest
    @CsvSource({
        "9, FAILED",
        "27, REFUSED",
        "38, FAILED",
        "42, REFUSED",
        "55, REFUSED",
        "67, REFUSED",
        "68, BUSY",
        "78, CANCELLED",
        "81, REFUSED",
        "1, FAILED"
    })
    void anErrorNumberBecomesAReasonAndKeepsItsWords(int code, Reason reason) {
        libvirt.failures.put("attach 1", new ScriptedLibvirt.Failure(code, "the words of libvirt"));

        assertThatFailure(hypervisor.attach(VM, VF, LONG), reason)
                .withMessage("could not attach ens6np0 vf 5 (0000:42:02.5) to vm1: the words of libvirt");
    }

    @Test
    void aNetworkIsReadAsItIsStarted() {
        assertThat(join(hypervisor.network("vfs", LONG))).contains("<network><name>vfs</name></network>");
        assertThat(libvirt.networksFreed).hasValue(1);
        assertThat(join(hypervisor.network("others", LONG))).isEmpty();

        libvirt.networkDriver = false;
        assertThatFailure(hypervisor.network("vfs", LONG), Reason.FAILED)
                .withMessageContaining("could not read network vfs");
    }

    @Test
    void nothingIsSaidToBeThereWhenNothingIs() {
        libvirt.present = false;

        assertThat(join(hypervisor.domain(VM, LONG))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, true, 0, RUNNING",
        "4, 0, true, 0, RUNNING",
        "3, 1, true, 0, PAUSED",
        "3, 5, true, 0, PAUSED",
        "3, 2, true, 5, MIGRATED",
        "3, 2, true, 0, MIGRATED",
        "3, 12, true, 5, MIGRATED",
        "3, 2, false, 4, INCOMING",
        "3, 2, false, 0, INCOMING",
        "3, 11, false, 4, INCOMING",
        "5, 1, true, 0, SHUT_OFF"
    })
    void theStateIsThatOfTheVcpus(int state, int reason, boolean persistent, int job, Domain.State expected) {
        libvirt.state = state;
        libvirt.reason = reason;
        libvirt.persistent = persistent;
        libvirt.jobOperation = job;

        assertThat(join(hypervisor.domain(VM, LONG)).orElseThrow().state()).isEqualTo(expected);
    }

    @Test
    void aVfIsPluggedIntoTheDomainAndIntoItsDefinition() {
        join(hypervisor.attach(VM, VF, LONG));

        assertThat(libvirt.asked).containsExactly("attach 1", "attach 2");
    }

    @Test
    void aVfThatQemuKeepsFromTheGuestIsTakenBack() {
        libvirt.standbyNegotiated = false;

        assertThatFailure(hypervisor.attach(VM, VF, LONG), Reason.FAILED).withMessageContaining("STANDBY");
        assertThat(libvirt.asked).containsExactly("attach 1", "detach ua-vf0 1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whetherTheGuestTookStandbyIsAskedOfQemu(boolean taken) {
        libvirt.standbyNegotiated = taken;

        assertThat(join(hypervisor.domain(VM, LONG)).orElseThrow().standbyNegotiated())
                .contains(taken);
    }

    @Test
    void aVfThatADeadLibvirtdLeftInQemuIsTakenOutAndPluggedInAgain() {
        libvirt.forgottenInQemu = true;

        join(hypervisor.attach(VM, VF, LONG));

        assertThat(libvirt.asked)
                .containsExactly(
                        "attach 1",
                        "monitor {\"execute\":\"device_del\",\"arguments\":{\"id\":\"ua-vf0\"}}",
                        "attach 1",
                        "attach 2");
    }

    @Test
    void aVfThatIsThereIsNotPluggedAgain() {
        join(hypervisor.attach(VM, VF, LONG));
        join(hypervisor.attach(VM, VF, LONG));

        assertThat(libvirt.asked).containsExactly("attach 1", "attach 2");
    }

    @Test
    void anotherVfUnderTheSameAliasIsRefused() {
        join(hypervisor.attach(VM, VF, LONG));

        assertThatFailure(hypervisor.attach(VM, OTHER_VF, LONG), Reason.REFUSED)
                .withMessageContaining("another device under the alias ua-vf0");
    }

    @Test
    void anotherHostsVfInTheDefinitionIsReplaced() {
        libvirt.defined = ScriptedLibvirt.definition(VfTemplate.HOSTDEV.xml(OTHER_VF));

        join(hypervisor.attach(VM, VF, LONG));

        assertThat(libvirt.asked).containsExactly("attach 1", "detach ua-vf0 2", "attach 2");
        assertThat(libvirt.defined).contains("function='0x5'");
    }

    @Test
    void aDomainThatIsNotDefinedHasNothingPluggedIntoItsDefinition() {
        libvirt.persistent = false;

        join(hypervisor.attach(VM, VF, LONG));

        assertThat(libvirt.asked).containsExactly("attach 1");
    }

    @Test
    void noDeviceIsTouchedDuringAJob() {
        libvirt.jobOperation = 5;

        assertThatFailure(hypervisor.attach(VM, VF, LONG), Reason.BUSY).withMessageContaining("outgoing migration");
        assertThat(libvirt.asked).isEmpty();
    }

    @Test
    void aDeviceLeavesTheDomainAndItsDefinition() {
        join(hypervisor.attach(VM, VF, LONG));
        libvirt.asked.clear();

        join(hypervisor.detach(VM, "ua-vf0", LONG));

        assertThat(libvirt.asked).containsExactly("detach ua-vf0 1", "detach ua-vf0 2");
    }

    @Test
    void theDeviceForVirshIsOneLineWithoutApostrophes() {
        assertThat(hypervisor.deviceXml(VF))
                .contains(
                        "<interface managed=\"yes\" type=\"hostdev\"><mac address=\"" + VF.mac() + "\"/>"
                                + "<source><address bus=\"0x42\" domain=\"0x0000\" function=\"0x5\" slot=\"0x02\" type=\"pci\"/></source>"
                                + "<teaming persistent=\"ua-standby0\" type=\"transient\"/><alias name=\"ua-vf0\"/></interface>");
    }

    @Test
    void theDefinitionTellsWhatTheDomainWouldBeStartedWith() {
        join(hypervisor.attach(VM, VF, LONG));

        assertThat(join(hypervisor.persistentNics(VM, LONG)).orElseThrow())
                .extracting(Nic::alias)
                .containsExactly("ua-standby0", "ua-vf0");
    }

    @Test
    void aDomainThatIsNotHereHasNoDefinition() {
        assertThat(join(hypervisor.persistentNics(new DomainName("nobody"), LONG)))
                .isEmpty();
    }

    @Test
    void whatIsNotThereNeedNotBeDetached() {
        join(hypervisor.detach(VM, "ua-vf0", LONG));

        assertThat(libvirt.asked).isEmpty();
    }

    @Test
    void anUnplugThatTheGuestDidNotHearIsAskedForAgain() {
        join(hypervisor.attach(VM, VF, LONG));
        libvirt.asked.clear();
        libvirt.unplugsIgnored.set(1);

        join(hypervisor.detach(VM, "ua-vf0", LONG));

        assertThat(libvirt.asked).containsExactly("detach ua-vf0 1", "detach ua-vf0 1", "detach ua-vf0 2");
    }

    @Test
    void aGuestThatIgnoresTheUnplugKeepsItsDevice() {
        join(hypervisor.attach(VM, VF, LONG));
        libvirt.unplugsIgnored.set(Integer.MAX_VALUE);

        assertThatFailure(hypervisor.detach(VM, "ua-vf0", SHORT), Reason.TIMED_OUT)
                .withMessageContaining("the guest does not let go of ua-vf0");
        assertThat(libvirt.defined).contains("ua-vf0");
    }

    @Test
    void theCarrierIsSetAndReadBack() {
        join(hypervisor.setLink(VM, "ua-standby0", true, LONG));
        join(hypervisor.setLink(VM, "ua-standby0", true, LONG));

        assertThat(libvirt.asked).containsExactly("update");
    }

    @Test
    void anUnknownAliasIsRefused() {
        assertThatFailure(hypervisor.setLink(VM, "ua-standby7", true, LONG), Reason.REFUSED)
                .withMessageContaining("ua-standby7");
    }

    @Test
    void aMigrationGoesPeerToPeerWithTheDestinationsVfInTheDefinition() {
        libvirt.defined = ScriptedLibvirt.definition(VfTemplate.HOSTDEV.xml(VF));

        join(hypervisor.migrate(VM, TARGET, LIMITS, List.of(OTHER_VF), progress -> {}));

        assertThat(libvirt.asked).contains("migrate qemu+tcp://hv2/system");
        // VIR_MIGRATE_LIVE, PEER2PEER, PERSIST_DEST, UNDEFINE_SOURCE
        assertThat(libvirt.migrationFlags).isEqualTo(1 | 2 | 8 | 16);
        assertThat(libvirt.parameters).hasSize(2).contains("migrate_uri=tcp:10.0.0.2:49152");
        assertThat(libvirt.parameters.get(0))
                .startsWith("persistent_xml=<domain>")
                .contains("function=\"0x6\"")
                .doesNotContain("function=\"0x5\"");
    }

    @Test
    void limitsBecomeFlagsAndParameters() {
        MigrationLimits limits = new MigrationLimits(LONG, 100, 50, true, 2, true, true);

        join(hypervisor.migrate(VM, new MigrationTarget(TARGET.uri(), ""), limits, List.of(), progress -> {}));

        // NON_SHARED_DISK, AUTO_CONVERGE, TLS, PARALLEL
        assertThat(libvirt.migrationFlags).isEqualTo(1 | 2 | 8 | 16 | 1 << 6 | 1 << 13 | 1 << 16 | 1 << 17);
        assertThat(libvirt.parameters).contains("bandwidth=100", "parallel.connections=2");
        assertThat(libvirt.asked).contains("downtime 50");
    }

    @Test
    void aMigrationThatTakesTooLongIsCancelled() {
        libvirt.migration = new CompletableFuture<>();
        MigrationLimits limits = new MigrationLimits(SHORT, 0, 0, false, 0, false, false);

        assertThatFailure(hypervisor.migrate(VM, TARGET, limits, List.of(), progress -> {}), Reason.CANCELLED)
                .withMessageContaining("longer than");
        assertThat(libvirt.asked).contains("abort");
    }

    @Test
    void aSecondMigrationIsRefusedWhileTheFirstRuns() {
        libvirt.jobOperation = 5;

        assertThatFailure(hypervisor.migrate(VM, TARGET, LIMITS, List.of(), progress -> {}), Reason.BUSY)
                .withMessageContaining("outgoing migration");
    }

    @Test
    void cancellingWithoutAMigrationDoesNothing() {
        join(hypervisor.cancelMigration(VM, LONG));

        assertThat(libvirt.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1"})
    void whatNoMigrationStoppedIsNotDiscarded(int state, int reason) {
        libvirt.state = state;
        libvirt.reason = reason;

        assertThatFailure(hypervisor.discard(VM, LONG), Reason.REFUSED).withMessageContaining("no migration");
        assertThat(libvirt.asked).isEmpty();
    }

    @Test
    void theStoppedSourceIsDiscardedWithItsDefinition() {
        libvirt.state = 3;
        libvirt.reason = 2;

        join(hypervisor.discard(VM, LONG));

        assertThat(libvirt.asked).containsExactly("undefine", "destroy");
    }

    @Test
    void anIncomingDomainIsNotResumed() {
        libvirt.state = 3;
        libvirt.reason = 2;
        libvirt.persistent = false;

        assertThatFailure(hypervisor.resume(VM, LONG), Reason.REFUSED).withMessageContaining("INCOMING");
    }

    @Test
    void withoutAGuestAgentThereIsNoAnswer() {
        libvirt.failures.put("addresses", new ScriptedLibvirt.Failure(74, "QEMU guest agent is not configured"));

        assertThat(join(hypervisor.guestInterfaces(VM, LONG))).isEmpty();
    }

    @Test
    void aBrokenConnectionIsMadeAgainAndSaidToBe() throws Exception {
        CompletableFuture<Void> reconnected = new CompletableFuture<>();
        hypervisor.addListener(new Listener(reconnected));
        join(hypervisor.domain(VM, LONG));

        libvirt.breakConnection();
        assertThatFailure(hypervisor.domain(VM, LONG), Reason.NOT_REACHABLE).withMessageContaining("qemu:///system");
        libvirt.reachable = true;

        reconnected.get(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(join(hypervisor.domain(VM, LONG))).isPresent();
    }

    @Test
    void afterTheEndNothingIsDone() {
        hypervisor.close();

        assertThatThrownBy(() -> join(hypervisor.domain(VM, LONG))).isInstanceOf(HypervisorException.class);
    }

    private record Listener(CompletableFuture<Void> reconnection) implements HypervisorListener {
        @Override
        public void deviceRemoved(DomainName domain, String alias) {}

        @Override
        public void deviceRemovalFailed(DomainName domain, String alias) {}

        @Override
        public void deviceAdded(DomainName domain, String alias) {}

        @Override
        public void stateChanged(DomainName domain, String what) {}

        @Override
        public void reconnected() {
            reconnection.complete(null);
        }
    }

    private static ThrowableAssertAlternative<HypervisorException> assertThatFailure(
            CompletionStage<?> stage, Reason reason) {
        return org.assertj.core.api.Assertions.assertThatExceptionOfType(HypervisorException.class)
                .isThrownBy(() -> join(stage))
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(reason))
                .isInstanceOf(HypervisorException.class);
    }

    private static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof HypervisorException failure ? failure : e;
        }
    }
}
