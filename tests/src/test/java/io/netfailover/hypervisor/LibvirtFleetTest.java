package io.netfailover.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.hypervisor.libvirt.VfTemplate;
import io.netfailover.lab.Command;
import io.netfailover.lab.LibvirtFleet;
import io.netfailover.lab.LibvirtHost;
import io.netfailover.lab.Program;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The product as it is operated over two real libvirtd, with the hostdev interface of the kernel's net_failover document: a VM that is on
 * hv1 before and after each test.
 */
class LibvirtFleetTest {
    private static final int REFUSED = 3;

    private static LibvirtFleet fleet;

    @BeforeAll
    static void build() {
        fleet = LibvirtFleet.build(VfTemplate.HOSTDEV);
    }

    @AfterAll
    static void nothingIsLeftBehind() {
        fleet.close();
        assertThat(fleet.leftovers()).isEmpty();
    }

    private static LibvirtHost destination() {
        return fleet.lab().destination();
    }

    private static String defined() {
        return destination().virsh("list", "--all", "--name").orFail().out();
    }

    @Test
    void aVmGoesThereAndBackAndNothingStartableStaysBehind() {
        Command.Outcome shown = fleet.migrate("--dry-run").orFail();
        // The first free VF of the other host, in words that a shell and virsh take.
        assertThat(shown.out())
                .contains("virsh attach-device " + fleet.guest().name() + " /dev/stdin --live --config <<<'<interface")
                .contains("function=\"0x4\"")
                .contains(destination().target().uri());
        assertThat(fleet.here().name()).isEqualTo("hv1");

        fleet.migrate().orFail();
        fleet.arrive();
        assertThat(fleet.here().name()).isEqualTo("hv2");

        fleet.migrate("--strategy", "document").orFail();
        fleet.arrive();
        assertThat(fleet.here().name()).isEqualTo("hv1");
        assertThat(defined()).isBlank();
    }

    /** {@code domain check} of a name: its definition and the network that it names are asked of libvirtd, bridge and PF of the host. */
    @Test
    void theDefinitionOfAVmIsJudgedByTheDaemonOfItsHost() {
        Command.Outcome sound = check(fleet.guest().name().value());
        assertThat(sound.exit()).as(sound.toString()).isZero();
        assertThat(sound.out()).contains(fleet.guest().name() + ": 0 errors");

        Path definition = Program.root()
                .resolve("actors/src/test/resources/io/netfailover/hypervisor/domainxml/corpus/pair-vf-of-a-pool.xml");
        fleet.here().virsh("define", definition.toString()).orFail();
        try {
            Command.Outcome refused = check("corpus-pair-vf-of-a-pool");

            assertThat(refused.out())
                    .contains("error: this host has no network vfs: the VM does not start [pool-missing]");
            assertThat(refused.exit()).isEqualTo(REFUSED);
            assertThat(check("nobody").err()).contains("there is no domain nobody on hv1");
        } finally {
            fleet.here().virsh("undefine", "corpus-pair-vf-of-a-pool").orFail();
        }
    }

    private static Command.Outcome check(String domain) {
        return fleet.daemon(0).run(Command.LIMIT, "domain", "check", domain);
    }

    @Test
    void aTapNameThatIsTakenAtTheDestinationIsRefused() {
        String tap = fleet.guest().tap();
        destination().namespace().ip("tuntap", "add", tap, "mode", "tap").orFail();
        try {
            Command.Outcome refused = fleet.migrate();

            assertThat(refused.err())
                    .contains("the name " + tap + " is taken on hv2")
                    .contains("delete or rename that link");
            assertThat(refused.exit()).isEqualTo(REFUSED);
        } finally {
            destination().namespace().ip("link", "delete", tap).orFail();
        }
        fleet.requireHere();
    }

    @Test
    void aDefinitionOfItsNameAtTheDestinationIsNotOverwritten() {
        fleet.guest().defineNamesake(destination());
        try {
            Command.Outcome refused = fleet.migrate();

            assertThat(refused.err())
                    .contains("hv2 has a domain " + fleet.guest().name() + " already (shut off)")
                    .contains("undefine the other");
            assertThat(refused.exit()).isEqualTo(REFUSED);
            assertThat(defined().strip()).isEqualTo(fleet.guest().name().value());
        } finally {
            destination().virsh("undefine", fleet.guest().name().value()).orFail();
        }
        fleet.requireHere();
    }
}
