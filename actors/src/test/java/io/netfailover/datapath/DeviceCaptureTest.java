package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.bpf.BpfException;
import io.netfailover.bpf.Btf;
import io.netfailover.datapath.DeviceOffsets.Member;
import io.netfailover.datapath.DeviceOffsets.Window;
import io.netfailover.types.IfIndex;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeviceCaptureTest {
    private static FailoverLab lab;

    @BeforeAll
    static void build() {
        lab = new FailoverLab();
    }

    @AfterAll
    static void tearDown() {
        lab.close();
    }

    @Test
    void twoLinksOfANamespaceAreTwoDevicesOfOneNet() {
        CapturedDevice standby = capture("ens10");
        CapturedDevice primary = capture("ens11");
        assertThat(standby.address()).isNotZero().isNotEqualTo(primary.address());
        assertThat(standby.net()).isNotZero().isEqualTo(primary.net());
        assertThat(capture("ens10")).isEqualTo(standby);
    }

    @Test
    void aLinkThatIsDownIsCapturedToo() {
        CapturedDevice before = capture("ens11");
        lab.inGuest("link set ens11 down");
        assertThat(capture("ens11")).isEqualTo(before);
        lab.inGuest("link set ens11 up");
    }

    @Test
    void aLinkThatDoesNotExistIsAnError() {
        lab.guest().call(() -> {
            try (DeviceCapture capture = DeviceCapture.open()) {
                assertThatThrownBy(() -> capture.capture(new IfIndex(4711)))
                        .isInstanceOfSatisfying(
                                BpfException.class,
                                e -> assertThat(e.errnoName()).isEqualTo("ENODEV"));
            }
            return true;
        });
    }

    @Test
    void theWindowsCoverEveryMemberOnce() {
        DeviceOffsets offsets = DeviceOffsets.of(Btf.ofKernel());
        List<Window> windows = offsets.windows(Set.of(Member.values()));
        assertThat(windows.stream().flatMap(window -> window.members().stream()))
                .containsExactlyInAnyOrder(Member.values());
        for (Window window : windows) {
            assertThat(window.bytes()).isBetween(1, 128);
            for (Member member : window.members()) {
                assertThat(offsets.of(member)).isGreaterThanOrEqualTo(window.offset());
                assertThat(offsets.of(member) + member.bytes).isLessThanOrEqualTo(window.offset() + window.bytes());
            }
        }
    }

    private static CapturedDevice capture(String link) {
        IfIndex index = lab.guestLink(link).ifIndex();
        return lab.guest().call(() -> {
            try (DeviceCapture capture = DeviceCapture.open()) {
                return capture.capture(index);
            }
        });
    }
}
