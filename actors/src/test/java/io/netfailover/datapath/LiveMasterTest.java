package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.bpf.BpfFs;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A NIC that is in use gets a master, and loses it again. */
class LiveMasterTest {
    @TempDir
    Path temporary;

    private FailoverLab lab;
    private Steering steering = Steering.AUTO;
    private Path pins;
    private Map<String, List<String>> before;
    private String qdisc;

    @BeforeEach
    void build() {
        pins = temporary.resolve("bpf");
        lab = new FailoverLab();
        LiveLab.configure(lab, "ens10");
        before = LiveLab.picture(lab);
        qdisc = LiveLab.qdisc(lab, "ens10");
    }

    @AfterEach
    void tearDown() {
        lab.close();
        BpfFs.on(pins).ifPresent(BpfFs::unmount);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROBE_DIRECT", "PROBE_VISIBLE", "PROBE_HIDDEN", "MIRRED", "TAP"})
    void allThatANicCarriesMovesToItsMasterAndComesBack(MasterKind kind) {
        lab.use(kind.layout);
        steering = kind.steering;
        assertThat(before.keySet()).containsExactly("ens10");
        inGuest(masters -> masters.establish(definition(), Optional.empty()).close());

        assertThat(LiveLab.picture(lab)).isEqualTo(before);
        assertThat(LiveLab.qdisc(lab, "ens10")).isEqualTo(qdisc);
        if (!kind.countsItself) {
            assertThat(LiveLab.qdisc(lab, "ens10nsby")).as("frames leave by it").isEqualTo(qdisc);
        } else {
            assertThat(LiveLab.qdisc(lab, "ens10nsby")).isNotEqualTo(qdisc);
        }
        assertThat(lab.guestLink("ens10").ifIndex())
                .isNotEqualTo(lab.guestLink("ens10nsby").ifIndex());
        assertThat(lab.namespaceOf("ens10nsby").call(() -> new SlaveIpv6("ens10nsby").isOn()))
                .isFalse();

        inGuest(masters -> masters.remove(definition().name(), Optional.empty()));
        assertThat(LiveLab.picture(lab)).isEqualTo(before);
        assertThat(LiveLab.qdisc(lab, "ens10")).isEqualTo(qdisc);
        assertThatThrownBy(() -> lab.guestLink("ens10nsby")).isInstanceOf(AssertionError.class);
    }

    @Test
    void whatWasChangedOnTheMasterComesBackChanged() {
        inGuest(masters -> masters.establish(definition(), Optional.empty()).close());
        lab.inGuest("address del 10.1.0.6/24 dev ens10");
        lab.inGuest("address add 10.1.0.7/24 dev ens10");
        lab.inGuest("route add 10.77.0.0/16 via 10.1.0.1 dev ens10");
        Map<String, List<String>> changed = LiveLab.picture(lab);
        assertThat(changed).isNotEqualTo(before);

        inGuest(masters -> masters.remove(definition().name(), Optional.empty()));
        assertThat(LiveLab.picture(lab)).isEqualTo(changed);
    }

    @Test
    void whatCannotBeMadeLeavesTheNicAsItWas() {
        inGuest(masters -> {
            lab.inGuest("link add ens10x type veth peer name other");
            assertThatThrownBy(() -> masters.establish(definition(), Optional.empty()))
                    .isInstanceOf(DataPathException.class)
                    .hasMessageContaining("ens10x");
        });
        assertThat(LiveLab.picture(lab)).isEqualTo(before);
    }

    /** Before Linux 6.2 a link must be down to be renamed, and loses its routes, neighbours and IPv6 addresses by that. */
    @Test
    void whatARenameDropsIsPutBack() {
        StepListener old = step -> {
            if (step.matches("rename ens10(nsby)? to .*")) {
                String link = step.split(" ", -1)[1];
                lab.inGuest("link set " + link + " down");
                lab.inGuest("link set " + link + " up");
            }
        };
        inGuest(masters -> masters.establish(definition(), Optional.empty()).close(), old);
        assertThat(LiveLab.picture(lab)).isEqualTo(before);

        inGuest(masters -> masters.remove(definition().name(), Optional.empty()), old);
        assertThat(LiveLab.picture(lab)).isEqualTo(before);
    }

    /** As systemd's 99-default.link has it, between the renaming of the one link and that of the other. */
    @Test
    void aNameThatUdevLeavesToTheFormerLinkAsAnAltnameIsTakenAllTheSame() {
        Set<String> done = new HashSet<>();
        StepListener udev = step -> {
            if (step.matches("rename (nf\\d+m|ens10nsby) to ens10") && done.add(step)) {
                lab.inGuest("link property add dev ens10nsby altname ens10");
            }
        };
        inGuest(masters -> masters.establish(definition(), Optional.empty()).close(), udev);
        assertThat(lab.guestLink("ens10nsby").altNames()).isEmpty();
        assertThat(LiveLab.picture(lab)).isEqualTo(before);

        lab.inGuest("link property add dev ens10nsby altname ens10former");
        inGuest(masters -> masters.remove(definition().name(), Optional.empty()), udev);
        assertThat(done).hasSize(2);
        assertThat(LiveLab.picture(lab)).isEqualTo(before);
        assertThat(lab.guestLink("ens10").altNames()).containsExactly("ens10former");
    }

    @Test
    void aQdiscWithClassesStaysOnTheStandbyAndIsTold() {
        lab.tcInGuest("qdisc replace dev ens10 root handle 1: htb");
        LinkConfiguration[] read = new LinkConfiguration[1];
        inGuest(masters -> {
            read[0] = masters.toBring(definition()).orElseThrow();
            masters.establish(definition(), Optional.empty()).close();
        });
        assertThat(read[0].left()).containsExactly("qdisc htb 1: with its classes and filters");
        assertThat(LiveLab.qdisc(lab, "ens10nsby")).startsWith("htb");
    }

    @Test
    void aMasterThatIsAdoptedLeavesAloneWhatItsStandbyCarries() {
        inGuest(masters -> masters.establish(definition(), Optional.empty()).close());
        lab.inGuest("address add 10.55.0.1/24 dev ens10nsby");
        inGuest(masters -> {
            assertThat(masters.toBring(definition())).isEmpty();
            masters.establish(definition(), Optional.empty()).close();
        });
        assertThat(LiveLab.picture(lab)).containsKey("ens10nsby");
    }

    private void inGuest(Consumer<LiveMasters> work) {
        inGuest(work, step -> {});
    }

    private void inGuest(Consumer<LiveMasters> work, StepListener steps) {
        lab.guest().call(() -> {
            try (KernelDataPaths paths = new KernelDataPaths(pins, RouteSocket::open, ProbeSupport::detect, steps)) {
                work.accept(new LiveMasters(paths));
            }
            return true;
        });
    }

    private MasterDefinition definition() {
        return lab.definition(steering, ReceiveRule.OPEN);
    }
}
