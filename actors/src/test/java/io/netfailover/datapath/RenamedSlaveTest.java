package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.netlink.Link;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** udev renames a VF that was just plugged while it becomes a slave. */
class RenamedSlaveTest {
    @TempDir
    Path temporary;

    @Test
    void aPrimaryThatIsRenamedWhileItIsRegisteredIsRegisteredAndSilenced() {
        FailoverLab lab = new FailoverLab();
        StepListener udev = step -> {
            if (step.equals("turn IPv6 of ens11 off")) {
                lab.inGuest("link set ens11 name lan1");
            }
        };
        KernelDataPaths paths =
                new KernelDataPaths(temporary.resolve("bpf"), RouteSocket::open, ProbeSupport::detect, udev);
        try (MasterOnTrial trial = new MasterOnTrial(lab, paths)) {
            trial.establish(Steering.BPF_FLIP, ReceiveRule.OPEN);
            Link vf = lab.guestLink("ens11");

            trial.effect(path -> path.register(Role.PRIMARY, vf));

            assertThat(lab.guestLink("lan1").ifIndex()).isEqualTo(vf.ifIndex());
            assertThat(lab.guest().call(() -> new SlaveIpv6("lan1").isOn())).isFalse();
        } finally {
            lab.close();
        }
    }
}
