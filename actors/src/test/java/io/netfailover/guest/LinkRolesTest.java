package io.netfailover.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.netfailover.guest.LinkRoles.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that udev runs, over a sysfs of our own. */
class LinkRolesTest {
    private static final String MAC = "52:54:00:00:12:53";
    /** As virtio_net of Linux 6.1 under QEMU 7.2 shows them, with and without VIRTIO_NET_F_STANDBY. */
    private static final String WITH_STANDBY = "1100010111110101010011110000110000000000000000000000000000000010";

    private static final String WITHOUT_STANDBY = "1100010111110101010011110000110000000000000000000000000000000000";

    @TempDir
    private Path sysfs;

    @BeforeEach
    void haveALoopback() throws IOException {
        link("lo", "00:00:00:00:00:00");
    }

    @Test
    void theKernelsMasterItsStandbyAndItsPrimaryAreToldApart() throws IOException {
        nic("ens3", MAC, WITH_STANDBY);
        Files.writeString(nic("ens3nsby", MAC, WITH_STANDBY).resolve("phys_port_name"), "sby\n");
        nic("ens4", MAC, "");

        assertThat(roles())
                .containsOnly(
                        entry("lo", Role.NONE),
                        entry("ens3", Role.MASTER),
                        entry("ens3nsby", Role.PART),
                        entry("ens4", Role.PART));
    }

    @Test
    void aMasterOfOursIsKnownByItsAliasAndItsSlavesByTheirAddress() throws IOException {
        alias(link("ens10", MAC), "netfailover part=master name=ens10 standby=4 was=ens10 up=1");
        alias(link("ens10x", "12:34:56:78:9a:bc"), "netfailover part=idle name=ens10 standby=4 was=ens10 up=1");
        nic("ens10nsby", MAC, WITHOUT_STANDBY);
        nic("ens11", MAC, "");

        assertThat(roles())
                .containsOnly(
                        entry("lo", Role.NONE),
                        entry("ens10", Role.MASTER),
                        entry("ens10x", Role.PART),
                        entry("ens10nsby", Role.PART),
                        entry("ens11", Role.PART));
    }

    @Test
    void aVlanOnAMasterHasItsAddressAndIsNoSlave() throws IOException {
        nic("ens3", MAC, WITH_STANDBY);
        link("ens3.100", MAC);

        assertThat(roles()).containsEntry("ens3.100", Role.NONE);
    }

    @Test
    void aVlanLinkOfOursOnASlaveIsKnownBeforeItHasItsAlias() throws IOException {
        Files.writeString(link("nf4.100", MAC).resolve("iflink"), "4\n");
        Files.writeString(link("nf5.100", MAC).resolve("iflink"), "6\n");

        assertThat(roles()).containsEntry("nf4.100", Role.PART).containsEntry("nf5.100", Role.NONE);
    }

    @Test
    void nicsThatHaveNothingToDoWithAnyMasterAreLeftAlone() throws IOException {
        nic("ens3", MAC, WITHOUT_STANDBY);
        nic("ens4", "52:54:00:00:12:54", "");
        alias(nic("ens5", "52:54:00:00:12:55", ""), "netfailovers are elsewhere");

        assertThat(roles())
                .containsEntry("ens3", Role.NONE)
                .containsEntry("ens4", Role.NONE)
                .containsEntry("ens5", Role.NONE);
    }

    private Map<String, Role> roles() {
        return new LinkRoles(sysfs).all();
    }

    private Path link(String name, String address) throws IOException {
        Path link = Files.createDirectories(sysfs.resolve("class/net").resolve(name));
        Files.writeString(link.resolve("address"), address + "\n");
        Files.writeString(link.resolve("ifalias"), "\n");
        return link;
    }

    /** @param features empty for what is no virtio device */
    private Path nic(String name, String address, String features) throws IOException {
        Path link = link(name, address);
        Path device = Files.createDirectories(link.resolve("device"));
        if (!features.isEmpty()) {
            Files.writeString(device.resolve("features"), features + "\n");
        }
        return link;
    }

    private static void alias(Path link, String alias) throws IOException {
        Files.writeString(link.resolve("ifalias"), alias + "\n");
    }
}
