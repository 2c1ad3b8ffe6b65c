package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.lab.Guest;
import io.netfailover.lab.GuestDaemon;
import io.netfailover.lab.GuestNic;
import io.netfailover.lab.GuestSpec;
import io.netfailover.types.MacAddress;
import io.netfailover.types.Steering;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A master that is a bond over two NICs, in a guest whose kernel has bonding. One guest for all; each test begins with a master and ends
 * without, and then everything is as it was before.
 */
class BondMasterTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:0b:0d:01");
    private static final String STANDBY = "standby";
    private static final String PRIMARY = "primary";
    /** An emulated JVM on a busy machine. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final int MEMORY_MIB = 640;

    /** What users see and what slaves get back; the primary is closed before and after. */
    private static final String PICTURE = """
            ip -br link; ip -br address show scope global; ip route; ip -6 route | grep 2001; ip maddress show dev eth0 | sort
            for link in eth0 eth1; do cat /sys/class/net/$link/ifalias /proc/sys/net/ipv6/conf/$link/disable_ipv6; done
            """;

    private static Guest guest;
    private static GuestDaemon daemon;
    private static String before;

    @BeforeAll
    static void boot() {
        guest = Guest.boot(GuestSpec.bare()
                .withNics(List.of(GuestNic.virtio(STANDBY, MAC), GuestNic.vf(PRIMARY, MAC)))
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
        before = picture();
        daemon = GuestDaemon.start(guest);
    }

    @AfterAll
    static void end() {
        guest.close();
    }

    @BeforeEach
    void create() {
        daemon.create("eth0", "open", Steering.BOND).orFail();
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

    @Test
    void theMasterIsABondWithWhatTheStandbyCarried() {
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
        daemon.set("eth0", "prefer", "standby").orFail();
        awaitActive("eth0nsby");
        awaitPath("standby");

        daemon.set("eth0", "prefer", "primary").orFail();
        awaitActive("eth1");
    }

    @Test
    void lossOfCarrierAndUnplugLeadToTheStandbyAndBack() {
        guest.setCarrier(PRIMARY, false);
        awaitActive("eth0nsby");
        awaitPath("standby");
        guest.setCarrier(PRIMARY, true);
        awaitActive("eth1");

        guest.unplug(PRIMARY);
        awaitActive("eth0nsby");
        guest.plug(PRIMARY);
        awaitActive("eth1");
        awaitPath("primary");
    }

    @Test
    void theBondFailsOverWithoutADaemonAndTheNextOneAdoptsIt() {
        guest.run("ip link add link eth0 name eth0.7 type vlan id 7").orFail();
        String index = guest.run("cat /sys/class/net/eth0/ifindex").orFail().out();
        daemon.kill();
        guest.setCarrier(PRIMARY, false);
        awaitActive("eth0nsby");

        daemon = GuestDaemon.start(guest);
        awaitPath("standby");
        assertThat(guest.run("cat /sys/class/net/eth0/ifindex").orFail().out()).isEqualTo(index);
        guest.setCarrier(PRIMARY, true);
        awaitActive("eth1");
        awaitPath("primary");
    }
}
