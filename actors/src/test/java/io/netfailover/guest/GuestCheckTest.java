package io.netfailover.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.netfailover.guest.Finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestCheckTest {
    @TempDir
    private Path image;

    @Test
    void anImageWithOurFilesAndAnOrdinaryDhcpFileBehindThemIsInOrder() throws Exception {
        install(NetworkDaemon.NETWORKD);
        write("etc/systemd/network/20-wired.network", "[Match]\nType=ether\n\n[Network]\nDHCP=yes\n");

        assertThat(check(NetworkDaemon.NETWORKD)).isEmpty();
    }

    @Test
    void everyFileOfOursThatIsMissingIsFound() {
        assertThat(check(NetworkDaemon.NETWORKD))
                .extracting(Finding::place)
                .containsExactlyInAnyOrderElementsOf(NetworkDaemon.NETWORKD.files().stream()
                        .map(GuestFile::path)
                        .toList());
    }

    @Test
    void dhcpOnEveryEthernetLinkInAFileThatSortsBeforeOursIsFoundWithItsLine() throws Exception {
        install(NetworkDaemon.NETWORKD);
        write("etc/systemd/network/00-all.network", "[Match]\nType=ether\n\n[Network]\nDHCP=yes\n");

        assertThat(check(NetworkDaemon.NETWORKD))
                .extracting(Finding::severity, Finding::place, Finding::line)
                .containsExactly(tuple(Severity.ERROR, "/etc/systemd/network/00-all.network", 5));
    }

    @Test
    void filesThatCannotMatchASlaveAreNotBlamed() throws Exception {
        install(NetworkDaemon.NETWORKD);
        write("etc/systemd/network/00-a.network", "[Match]\nName=ens3\n[Network]\nDHCP=yes\n");
        write("etc/systemd/network/00-b.network", "[Match]\nDriver=net_failover\n[Network]\nDHCP=yes\n");
        write("etc/systemd/network/00-c.network", "[Match]\nType=wlan\n[Network]\nDHCP=yes\n");
        write("etc/systemd/network/00-d.network", "[Match]\nType=ether\n[Network]\nDHCP=no\n");
        write(
                "etc/systemd/network/00-e.network",
                "[Match]\nName=en*\nProperty=NETFAILOVER_LINK=master\n[Network]\nDHCP=yes\n");
        write("usr/lib/systemd/network/00-f.network", "[Match]\nType=ether\n[Network]\nDHCP=yes\n");
        write("etc/systemd/network/00-f.network", "");

        assertThat(check(NetworkDaemon.NETWORKD)).isEmpty();
    }

    @Test
    void aNameByMacAddressIsARaceThatOurLinkFileWinsOnlyWhenItComesFirst() throws Exception {
        install(NetworkDaemon.IFUPDOWN);
        write("etc/systemd/network/10-lan.link", "[Match]\nMACAddress=52:54:00:00:12:53\n[Link]\nName=lan0\n");
        write("etc/systemd/network/01-lan.link", "[Match]\nMACAddress=52:54:00:00:12:53\n[Link]\nName=lan0\n");

        assertThat(check(NetworkDaemon.IFUPDOWN))
                .extracting(Finding::place, Finding::line)
                .containsExactly(tuple("/etc/systemd/network/01-lan.link", 2));
    }

    @Test
    void aPersistentNetRuleByMacAddressIsARace() throws Exception {
        install(NetworkDaemon.NETWORKMANAGER);
        write("etc/udev/rules.d/70-persistent-net.rules", """
                # eth0
                SUBSYSTEM=="net", ACTION=="add", ATTR{address}=="52:54:00:00:12:53", NAME="eth0"
                SUBSYSTEM=="net", ATTR{address}=="52:54:00:00:12:53", ENV{ID}="x"
                """);

        assertThat(check(NetworkDaemon.NETWORKMANAGER))
                .extracting(Finding::place, Finding::line)
                .containsExactly(tuple("/etc/udev/rules.d/70-persistent-net.rules", 2));
    }

    @Test
    void networkManagerThatMustNotTouchVethLeavesOurMastersAlone() throws Exception {
        install(NetworkDaemon.NETWORKMANAGER);
        write("etc/NetworkManager/conf.d/veth.conf", "[keyfile]\nunmanaged-devices=interface-name:docker0;type:veth\n");
        write("etc/NetworkManager/system-connections/lan.nmconnection", "[ethernet]\nmac-address=52:54:00:00:12:53\n");

        assertThat(check(NetworkDaemon.NETWORKMANAGER))
                .extracting(Finding::severity, Finding::line)
                .containsExactly(tuple(Severity.ERROR, 2), tuple(Severity.WARNING, 2));
    }

    @Test
    void interfacesThatAreBroughtUpByPatternAreFoundAndOfTheSparedOnesThoseAtBoot() throws Exception {
        write("etc/network/interfaces", "auto lo /en*=dhcp\nallow-hotplug /en*=dhcp\n");

        assertThat(interfaces()).containsExactly(tuple(Severity.ERROR, 1), tuple(Severity.ERROR, 2));

        install(NetworkDaemon.IFUPDOWN);
        assertThat(interfaces()).containsExactly(tuple(Severity.WARNING, 1));
    }

    private List<Tuple> interfaces() {
        return check(NetworkDaemon.IFUPDOWN).stream()
                .filter(finding -> finding.place().equals("/etc/network/interfaces"))
                .map(finding -> tuple(finding.severity(), finding.line()))
                .toList();
    }

    @Test
    void netplanThatNamesByMacAddressRaces() throws Exception {
        install(NetworkDaemon.NETPLAN);
        write(
                "etc/netplan/50-cloud-init.yaml",
                "network:\n  ethernets:\n    ens3:\n      match:\n        macaddress: '52:54:00:00:12:53'\n      set-name: ens3\n");

        assertThat(check(NetworkDaemon.NETPLAN))
                .extracting(Finding::severity, Finding::line)
                .containsExactly(tuple(Severity.ERROR, 6), tuple(Severity.WARNING, 5));
    }

    private List<Finding> check(NetworkDaemon daemon) {
        return new GuestCheck(new GuestRoot(image)).run(EnumSet.of(daemon));
    }

    private void install(NetworkDaemon daemon) throws GuestException {
        new GuestInstallation(new GuestRoot(image)).install(Set.of(daemon), false);
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(image.resolve(path).getParent());
        Files.writeString(image.resolve(path), text);
    }
}
