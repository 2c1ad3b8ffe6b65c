package io.netfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One guest for all: it boots in seconds, and each test leaves it as it found it. */
class GuestTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static Guest guest;

    @BeforeAll
    static void boot() {
        guest = Guest.boot(GuestSpec.failover().withJava());
        System.out.println("the guest booted in " + guest.bootTime().toMillis() + " ms");
    }

    @AfterAll
    static void closingLeavesNoProcessAndNoFile() {
        guest.close();

        assertThat(guest.leftovers()).isEmpty();
        assertThatThrownBy(() -> guest.run("true"))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("not running");
    }

    @Test
    void theKernelIsDebians61() {
        assertThat(guest.run("uname -r").orFail().out()).startsWith("6.1.0-");
    }

    @Test
    void itsToolsAreIproute2AndNotBusyboxs() {
        assertThat(guest.run("ip -V; tc -V; bridge -V").orFail().out().lines())
                .hasSize(3)
                .allMatch(line -> line.matches("(ip|tc|bridge) utility, .*"));
    }

    @Test
    void exitStatusAndBothOutputsOfACommandComeBack() {
        assertThat(guest.run("echo out; echo err >&2; exit 7"))
                .extracting(Command.Outcome::exit, Command.Outcome::out, Command.Outcome::err)
                .containsExactly(7, "out\n", "err\n");
    }

    @Test
    void aFileGoesInAndComesOutByteByByte() {
        byte[] content = new byte[200_001];
        new Random(1).nextBytes(content);

        guest.write("/tmp/it's a file", content);

        assertThat(guest.read("/tmp/it's a file")).isEqualTo(content);
    }

    @Test
    void commandsRunBesideOneThatLastsAndThatOneCanBeKilled() {
        Guest.Running lasting = guest.start("echo started; sleep 600; echo never");

        assertThat(guest.run("echo beside").orFail().out()).isEqualTo("beside\n");
        lasting.kill();

        assertThat(lasting.await(SOON))
                .extracting(Command.Outcome::exit, Command.Outcome::out)
                .containsExactly(128 + 9, "started\n");
    }

    @Test
    void aCommandThatDoesNotEndInTimeIsSaidToHaveNot() {
        Guest.Running lasting = guest.start("sleep 600");

        assertThatThrownBy(() -> lasting.await(Duration.ofMillis(1)))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("sleep 600");
        lasting.kill();
    }

    @Test
    void theKernelsOwnDriverMakesAMasterOfThePair() {
        String links = guest.run("ip -o link").orFail().out();

        assertThat(links.lines().filter(line -> line.contains("52:54:00:00:12:53")))
                .as(links)
                .hasSize(3);
        assertThat(links.lines().filter(line -> line.contains("master eth0"))).hasSize(2);
        assertThat(guest.run("ethtool -i eth0").orFail().out()).startsWith("driver: net_failover\n");
    }

    /** What our adoption of such masters rests on (NF-07, NF-28): driver, kind, parent device and master of its links. */
    @Test
    void nf28TheKernelsMasterHasItsDriversNameAndItsStandbysParent() {
        assertThat(guest.java(KernelMasterProgram.class).orFail().out()).containsPattern("""
                        (?m)^eth0 kind= driver=net_failover parent=(virtio\\d+) master=$
                        ^\\w+ kind= driver=virtio_net parent=\\1 master=eth0$
                        ^\\w+ kind= driver=vmxnet3 parent=0000:[0-9a-f:.]+ master=eth0$""");
    }

    /** What the advice of the alarm {@code not-mirrored} rests on. */
    @Test
    void nf25TheVlanFilterOfVirtioAndVmxnet3CannotBeTurnedOff() {
        String filters = guest.run(
                        "for l in $(ls /sys/class/net); do d=$(ethtool -i $l 2>/dev/null | sed -n 's/^driver: //p');"
                                + " case $d in virtio_net|vmxnet3) echo $d $(ethtool -k $l | grep rx-vlan-filter);"
                                + " ethtool -K $l rx-vlan-filter off; echo $d ended with $?;; esac; done")
                .out();

        System.out.println(filters);
        assertThat(filters.lines())
                .contains("virtio_net rx-vlan-filter: on [fixed]", "vmxnet3 rx-vlan-filter: on [fixed]");
    }

    @Test
    void thePrimaryIsUnpluggedAndPlugged() {
        guest.unplugPrimary();
        assertThat(guest.run("ip -o link").orFail().out().lines().filter(line -> line.contains("master eth0")))
                .hasSize(1);

        guest.plugPrimary();
        assertThat(guest.until("[ $(ip -o link | grep -c 'master eth0') = 2 ]", SOON))
                .isTrue();
    }

    @Test
    void linksOfKindsThatThisMachineMayLackAreMadeThere() {
        guest.run("ip link add b9 type bond && ip link add t9 type team && ip link add d9 type dummy"
                        + " && ip link set d9 master t9 && tc qdisc add dev b9 clsact"
                        + " && tc filter add dev b9 egress matchall action mirred egress redirect dev d9")
                .orFail();

        assertThat(guest.run("ip -d link show d9").orFail().out()).contains("team_slave");
        guest.run("ip link del b9; ip link del t9; ip link del d9").orFail();
    }

    @Test
    void aProgramOfOursReadsTheLinksOfTheGuest() {
        Command.Outcome outcome = guest.java(LinksProgram.class, "eth0", "it's").orFail();

        assertThat(outcome.out().lines()).first().asString().isEqualTo("asked for [eth0, it's]");
        assertThat(outcome.out()).contains("eth0 52:54:00:00:12:53");
    }
}
