package io.netfailover.migration;

import static io.netfailover.migration.HostNetworkProgram.FRESH;
import static io.netfailover.migration.HostNetworkProgram.GUESTS;
import static io.netfailover.migration.HostNetworkProgram.MAC;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.lab.Guest;
import io.netfailover.lab.GuestSpec;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On Linux 6.1, with what this machine's kernel may lack: a PF with VFs (netdevsim) and a bridge that filters VLANs. */
class HostNetworkGuestTest {
    private static Guest guest;

    @BeforeAll
    static void boot() {
        guest = Guest.boot(GuestSpec.bare().withJava().withNetdevsim());
        guest.run("modprobe netdevsim && echo '1 1' >/sys/bus/netdevsim/new_device"
                        + " && echo 4 >/sys/bus/netdevsim/devices/netdevsim1/sriov_numvfs"
                        + " && ip link set $(ls /sys/bus/netdevsim/devices/netdevsim1/net) name pf0"
                        + " && ip link add br0 type bridge vlan_filtering 1"
                        + " && for l in up0 tap0 tap1; do ip link add $l type dummy && ip link set $l master br0 up; done"
                        + " && bridge vlan add dev tap0 vid 100 pvid untagged && bridge vlan del dev tap0 vid 1"
                        + " && bridge vlan add dev up0 vid 100 && bridge vlan add dev tap1 vid 100")
                .orFail();
    }

    @AfterAll
    static void close() {
        guest.close();
    }

    @Test
    void adminStateOfAVfIsGivenReadBackClearedAndRestored() {
        assertThat(does("admin", "give", "give", "admin"))
                .containsExactly("admin: " + FRESH, "give: done", "give: done", "admin: " + GUESTS);
        assertThat(guest.run("ip link show pf0 | grep 'vf 1'").orFail().out())
                .contains(MAC, "vlan 100", "qos 5", "spoof checking on", "link-state enable", "trust on")
                .contains("max_tx_rate 1000Mbps", "min_tx_rate 200Mbps");

        assertThat(does("clear", "admin", "restore", "admin", "overflow", "missing"))
                .startsWith("clear: done")
                .contains("restore: done", "admin: " + FRESH, "missing: refused: pf0 has no VF 9")
                .anyMatch(line -> line.startsWith(
                        "overflow: refused: pf0 vf 1 (0000:42:02.1) did not take vlan 5000 qos 0 proto 802.1Q: "));
    }

    @Test
    void onAFilteringBridgeEntryAndAnnouncementAreInTheTapsVlanAndAStaleEntryThereIsReplaced() {
        guest.run("bridge fdb add " + MAC + " dev tap1 master static vlan 100").orFail();

        assertThat(does("link tap0", "forwarding", "tap tap0", "tap tap0", "uplink up0", "announce up0"))
                .contains(
                        "link tap0: HostLink[name=tap0, up=true, carrier=true, mtuBytes=1500,"
                                + " bridge=Optional[br0], vlans=[100]]",
                        "tap tap0: done",
                        "uplink up0: done",
                        // RARP in VLAN 100, as the bridge would tag what the guest sends
                        "announce up0: 810000648035");
        assertThat(fdb())
                .contains(MAC + " dev up0 self permanent")
                .anyMatch(line -> line.startsWith(MAC + " dev tap0 vlan 100 ") && line.contains("sticky"))
                .noneMatch(line -> line.contains("dev tap1"));

        assertThat(does("stop tap0", "stop up0", "stop tap0")).allMatch(line -> line.endsWith(": done"));
        assertThat(fdb()).isEmpty();
    }

    private static List<String> does(String... steps) {
        return guest.java(HostNetworkProgram.class, steps)
                .orFail()
                .out()
                .lines()
                .toList();
    }

    private static List<String> fdb() {
        return guest.run("bridge fdb show")
                .orFail()
                .out()
                .lines()
                .filter(line -> line.startsWith(MAC))
                .map(String::strip)
                .toList();
    }
}
