package io.netfailover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.Nic;
import io.netfailover.journal.GuestMaster;
import io.netfailover.journal.StepOutcome;
import io.netfailover.types.DomainName;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChecksTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:00:12:53");
    private static final MacAddress OTHER_MAC = MacAddress.parse("52:54:00:00:12:54");

    private List<Nic> nics = List.of(standby(true), vf("ua-vf0", MAC));
    private Optional<String> job = Optional.empty();
    private List<String> obstacles = List.of();
    private Optional<Boolean> negotiated = Optional.of(true);

    private static Nic standby(boolean failover) {
        return new Nic("ua-s0", "virtio", MAC, Optional.of("tap0"), Optional.empty(), true, Optional.empty(), failover);
    }

    private static Nic vf(String alias, MacAddress mac) {
        PciAddress function = new PciAddress("0000:42:02.1");
        return new Nic(alias, "hostdev", mac, Optional.empty(), Optional.of(function), true, Optional.empty(), false);
    }

    private void check(GuestMaster master) {
        Domain domain = new Domain(new DomainName("vm1"), Domain.State.RUNNING, true, nics, job, obstacles, negotiated);
        Checks.requireMovable(domain, master);
    }

    private void assertRefused(String why, String whatToDo) {
        assertThatThrownBy(() -> check(GuestMaster.KERNEL)).isInstanceOfSatisfying(StepException.class, e -> {
            assertThat(e).hasMessageContaining(why);
            assertThat(e.advice()).contains(whatToDo);
            assertThat(e.outcome()).isEqualTo(StepOutcome.REFUSED);
        });
    }

    @Test
    void aVmWithAWholePairMayGo() {
        assertThatCode(() -> check(GuestMaster.KERNEL)).doesNotThrowAnyException();
    }

    @Test
    void whatTheHypervisorCannotTellIsNoReason() {
        negotiated = Optional.empty();

        assertThatCode(() -> check(GuestMaster.KERNEL)).doesNotThrowAnyException();
    }

    @Test
    void aGuestThatHasNotTakenStandbyIsWaitedFor() {
        negotiated = Optional.of(false);

        assertRefused("the guest of vm1 has not negotiated STANDBY", "wait until it has booted");
        assertThatCode(() -> check(GuestMaster.NETFAILOVER)).doesNotThrowAnyException();
    }

    @Test
    void aStandbyThatDoesNotOfferStandbyHasNoMasterOfTheKernel() {
        nics = List.of(standby(false), vf("ua-vf0", MAC));
        negotiated = Optional.empty();

        assertRefused("ua-s0 of vm1 does not offer STANDBY", "failover=on");
        assertThatCode(() -> check(GuestMaster.NETFAILOVER)).doesNotThrowAnyException();
    }

    @Test
    void aVfWithoutStandbyHoldsTheVm() {
        nics = List.of(standby(true), vf("ua-vf0", MAC), vf("ua-vf1", OTHER_MAC));

        assertRefused("VF ua-vf1 of vm1 has no standby", "detach it");
    }

    @Test
    void aJobOrAnObstacleHoldsTheVm() {
        obstacles = List.of("no vmdk", "no vvfat");
        assertRefused("vm1 cannot be migrated: no vmdk; no vvfat", "what is in the way");

        job = Optional.of("backup");
        assertRefused("vm1 has a job under way: backup", "wait for it");
    }
}
