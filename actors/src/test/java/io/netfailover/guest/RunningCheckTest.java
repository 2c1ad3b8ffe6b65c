package io.netfailover.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.netfailover.guest.Finding.Severity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningCheckTest {
    @TempDir
    private Path guest;

    @BeforeEach
    void haveAMasterAndItsStandby() throws IOException {
        write("sys/class/net/ens10/ifalias", "netfailover part=master name=ens10 standby=4 was=ens10 up=1");
        write("sys/class/net/ens10/ifindex", "6");
        write("sys/class/net/ens10nsby/ifalias", "netfailover part=standby name=ens10 standby=4 was=ens10 up=1");
        write("sys/class/net/ens10nsby/ifindex", "4");
        write("run/udev/data/n4", "E:NETFAILOVER_LINK=part");
    }

    @Test
    void aMasterWithTheOnlyAddressIsInOrder() {
        assertThat(check(Map.of("ens10", "192.168.50.10"))).isEmpty();
    }

    @Test
    void anAddressOnASlaveIsAnErrorAndItsLinkLocalOneAWarning() {
        assertThat(check(Map.of("ens10", "192.168.50.10", "ens10nsby", "192.168.50.10")))
                .extracting(Finding::severity, Finding::place)
                .containsExactly(tuple(Severity.ERROR, "ens10nsby"));
        assertThat(check(Map.of("ens10", "192.168.50.10", "ens10nsby", "fe80::5054:ff:fe00:1253")))
                .extracting(Finding::severity, Finding::place)
                .containsExactly(tuple(Severity.WARNING, "ens10nsby"));
    }

    @Test
    void aMasterWithoutAnAddressIsAWarning() {
        assertThat(check(Map.of("ens10", "fe80::5054:ff:fe00:1253")))
                .extracting(Finding::severity, Finding::place)
                .containsExactly(tuple(Severity.WARNING, "ens10"));
    }

    @Test
    void aLeaseOfASlaveIsAnError() throws IOException {
        write("run/systemd/netif/leases/4", "ADDRESS=192.168.50.11");

        assertThat(check(Map.of("ens10", "192.168.50.10")))
                .extracting(Finding::place)
                .containsExactly("/run/systemd/netif/leases/4");
    }

    @Test
    void aSlaveThatUdevDoesNotKnowIsAnError() throws IOException {
        write("run/udev/data/n4", "I:123");

        assertThat(check(Map.of("ens10", "192.168.50.10")))
                .extracting(Finding::severity, Finding::place)
                .containsExactly(tuple(Severity.ERROR, "ens10nsby"));
    }

    private List<Finding> check(Map<String, String> addresses) {
        return new RunningCheck(
                        new GuestRoot(guest),
                        new LinkRoles(guest.resolve("sys")),
                        link -> addresses.containsKey(link) ? List.of(address(addresses.get(link))) : List.of())
                .run();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(guest.resolve(path).getParent());
        Files.writeString(guest.resolve(path), text + "\n");
    }
}
