package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.lab.Guest;
import io.netfailover.lab.GuestDaemon;
import io.netfailover.lab.GuestNic;
import io.netfailover.lab.GuestSpec;
import io.netfailover.types.Layout;
import io.netfailover.types.MacAddress;
import io.netfailover.types.Steering;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Masters over two NICs in a guest with Linux 6.1, which has bonding and no tcx. One guest for all; each test makes a master and ends without,
 * and then everything is as it was before.
 */
class GuestMasterTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:0b:0d:01");
    private static final String STANDBY = "standby";
    private static final String PRIMARY = "primary";
    /** An emulated JVM on a busy machine. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final int MEMORY_MIB = 640;

    /** What users see and what slaves get back; the primary is closed before and after. */
    static final String PICTURE = """
            ip -br link; ip -br address show scope global; ip route; ip -6 route | grep 2001; ip maddress show dev eth0 | sort
            for link in eth0 eth1; do cat /sys/class/net/$link/ifalias /proc/sys/net/ipv6/conf/$link/disable_ipv6; done
            ip netns
            """;

    private enum Kind {
        VISIBLE(Steering.AUTO, Layout.VISIBLE),
        HIDDEN(Steering.AUTO, Layout.HIDDEN),
        BOND(Steering.BOND, Layout.DIRECT);

        private final Steering steering;
        private final Layout layout;

        Kind(Steering steering, Layout layout) {
            this.steering = steering;
            this.layout = layout;
        }
    }

    private static Guest guest;
    private static GuestWires wires;
    private static GuestDaemon daemon;
    private static String before;

    @BeforeAll
    static void boot() {
        guest = Guest.boot(GuestSpec.bare()
                .withNics(List.of(
                        GuestNic.virtio(STANDBY, MAC).withCable(),
                        GuestNic.vf(PRIMARY, MAC).withCable()))
                .withJava()
                .withFrames()
                .withMemory(MEMORY_MIB)
                .withProcessors(2));
        guest.run("""
                        set -e
                        ip link set eth0 up
                        ip address add 192.0.2.1/24 dev eth0
                        ip address add 2001:db8::1/64 dev eth0 nodad
                        ip route add 198.51.100.0/24 via 192.0.2.9
                        ip -6 route add 2001:db8:1::/48 via 2001:db8::9
                        echo mine >/sys/class/net/eth0/ifalias""").orFail();
        wires = new GuestWires(guest, MAC, STANDBY, PRIMARY);
        before = picture();
        daemon = GuestDaemon.start(guest);
    }

    @AfterAll
    static void end() {
        wires.close();
        guest.close();
    }

    private static void create(Kind kind) {
        daemon.create("eth0", "open", kind.steering, kind.layout).orFail();
        awaitPath("primary");
    }

    private static void createBond() {
        create(Kind.BOND);
        awaitActive("eth1");
    }

    @AfterEach
    void destroyingGivesEverythingBack() {
        daemon.destroy("eth0").orFail();

        assertThat(picture()).isEqualTo(before);
    }

    /** With carrier. */
    private static String picture() {
        assertThat(guest.until("[ $(cat /sys/class/net/eth0/operstate) = up ]", SOON))
                .isTrue();
        return guest.run(PICTURE).orFail().out();
    }

    /** Bonding's word for it. */
    private static void awaitActive(String slave) {
        assertThat(guest.until("[ $(cat /sys/class/net/eth0/bonding/active_slave) = " + slave + " ]", SOON))
                .as(() -> "the active slave is " + slave + "; "
                        + guest.run("cat /proc/net/bonding/eth0; ip -d link").out() + daemon.said())
                .isTrue();
    }

    private static void awaitPath(String path) {
        assertThat(guest.until(daemon.mastersScript() + " | grep -q '\"path\":\"" + path + "\"'", SOON))
                .as(() -> guest.run(daemon.mastersScript()).out())
                .isTrue();
    }

    private static void assertThatFramesPassOnlyBy(String nic) {
        wires.assertThatFramesPassOnlyBy(nic, "eth0");
    }

    @Test
    void theMasterIsABondWithWhatTheStandbyCarried() {
        createBond();
        assertThat(guest.run("ip -d link show eth0").orFail().out())
                .contains("bond mode active-backup", "link/ether " + MAC, "LOWER_UP");
        assertThat(guest.run("ip -br link show master eth0").orFail().out()).contains("eth0nsby", "eth1");
        assertThat(guest.run("ip -br address show scope global; ip route; ip -6 route")
                        .orFail()
                        .out())
                .containsPattern("eth0 .*192.0.2.1/24 2001:db8::1/64")
                .contains("198.51.100.0/24 via 192.0.2.9 dev eth0", "2001:db8:1::/48 via 2001:db8::9 dev eth0");
        awaitPath("primary");
    }

    @Test
    void thePolicyChoosesTheActiveSlave() {
        createBond();
        daemon.set("eth0", "prefer", "standby").orFail();
        awaitActive("eth0nsby");
        awaitPath("standby");
        assertThatFramesPassOnlyBy(STANDBY);

        daemon.set("eth0", "prefer", "primary").orFail();
        awaitActive("eth1");
        assertThatFramesPassOnlyBy(PRIMARY);
    }

    @ParameterizedTest
    @EnumSource
    void framesFollowThePathAtLossOfCarrierAndUnplug(Kind kind) {
        create(kind);
        assertThatFramesPassOnlyBy(PRIMARY);

        guest.setCarrier(PRIMARY, false);
        awaitPath("standby");
        assertThatFramesPassOnlyBy(STANDBY);
        guest.setCarrier(PRIMARY, true);
        awaitPath("primary");
        assertThatFramesPassOnlyBy(PRIMARY);

        guest.unplug(PRIMARY);
        awaitPath("standby");
        assertThatFramesPassOnlyBy(STANDBY);
        guest.plug(PRIMARY);
        awaitPath("primary");
        assertThatFramesPassOnlyBy(PRIMARY);
    }

    @Test
    void nobodySeesTheSlavesOfAHiddenMaster() {
        create(Kind.HIDDEN);

        assertThat(guest.run("ls /sys/class/net | grep -v bonding_masters")
                        .orFail()
                        .out()
                        .split("\\s+"))
                .containsExactly("eth0", "lo");
        assertThat(guest.run("ip -n $(ls /run/netns) -br link").orFail().out()).contains("eth0nsby", "eth0x", "eth1");
        assertThat(guest.run("ip -br address show scope global; ip route; ip -6 route")
                        .orFail()
                        .out())
                .containsPattern("eth0\\S* .*192.0.2.1/24 2001:db8::1/64")
                .contains("198.51.100.0/24 via 192.0.2.9 dev eth0", "2001:db8:1::/48 via 2001:db8::9 dev eth0");
    }

    @Test
    void nf25SlavesThatFilterLetInTheVlansOfTheMasterAndAreRidOfThem() {
        create(Kind.VISIBLE);
        guest.run("ip link add link eth1 name mine type vlan id 9").orFail();
        guest.run("ip link add link eth0 name eth0.7 type vlan id 7; ip link add link eth0 name eth0.9 type vlan id 9")
                .orFail();
        awaitVlansOfSlaves("eth0nsby 7", "eth0nsby 9", "eth1 7", "eth1 9");

        guest.unplug(PRIMARY);
        awaitVlansOfSlaves("eth0nsby 7", "eth0nsby 9");
        guest.plug(PRIMARY);
        awaitVlansOfSlaves("eth0nsby 7", "eth0nsby 9", "eth1 7", "eth1 9");

        guest.run("ip link delete eth0.7").orFail();
        awaitVlansOfSlaves("eth0nsby 9", "eth1 9");
    }

    /** Sorted. */
    private static void awaitVlansOfSlaves(String... wanted) {
        String seen =
                "ip -d -o link show type vlan | sed -n 's/.*: [^:@]*@\\(eth0nsby\\|eth1\\):.* id \\([0-9]*\\) .*/\\1 \\2/p' | sort | tr '\\n' ,";
        assertThat(guest.until("[ \"$(" + seen + ")\" = \"" + String.join(",", wanted) + ",\" ]", SOON))
                .as(() -> guest.run("ip -d link").out() + daemon.said())
                .isTrue();
    }

    @Test
    void theBondFailsOverWithoutADaemonAndTheNextOneAdoptsIt() {
        createBond();
        guest.run("ip link add link eth0 name eth0.7 type vlan id 7").orFail();
        String index = guest.run("cat /sys/class/net/eth0/ifindex").orFail().out();
        daemon.kill();
        guest.setCarrier(PRIMARY, false);
        awaitActive("eth0nsby");
        assertThatFramesPassOnlyBy(STANDBY);

        daemon = GuestDaemon.start(guest);
        awaitPath("standby");
        assertThat(guest.run("cat /sys/class/net/eth0/ifindex").orFail().out()).isEqualTo(index);
        guest.setCarrier(PRIMARY, true);
        awaitActive("eth1");
        awaitPath("primary");
    }
}
