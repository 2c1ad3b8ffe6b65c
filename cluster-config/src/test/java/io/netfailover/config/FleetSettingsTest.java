package io.netfailover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.HostName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of fleet, hypervisor, migration and VFs, and the certificates that a fleet needs. */
class FleetSettingsTest {
    private static final HostName HV1 = new HostName("hv1");
    private static final String NODES = "nodes = [{ host = hv1, address = 192.0.2.1, port = 25520 },"
            + " { host = hv2, address = 192.0.2.2, port = 25520 }]";

    @TempDir
    static Path made;

    private static FleetCertificates certificates;
    private static FleetTls own;

    @TempDir
    Path root;

    private NetfailoverHome home;

    @BeforeAll
    static void makeCertificates() throws IOException {
        certificates = new FleetCertificates(made, 30);
        certificates.prepareAuthority();
        own = certificates.issue(HV1);
    }

    @BeforeEach
    void putTheFilesWhereTheReferenceLooks() throws IOException {
        home = NetfailoverHome.under(root);
        Path tls = Files.createDirectory(root.resolve("tls"));
        Files.copy(own.ca(), tls.resolve("ca.crt"));
        Files.copy(own.certificate(), tls.resolve("node.crt"));
        Files.copy(own.key(), tls.resolve("node.key"));
    }

    private Settings load(String... lines) throws IOException {
        Files.writeString(home.configFile(), "netfailover {\n" + String.join("\n", lines) + "\n}\n");
        return Settings.load(home, Optional.empty());
    }

    private Settings loadFleet(String... lines) throws IOException {
        return load("host.name = hv1", "fleet {", String.join("\n", lines), "}");
    }

    @Test
    void withoutNodesThereIsNoFleetAndNothingIsAskedOfItsFiles() throws IOException {
        Files.delete(root.resolve("tls/node.key"));

        Settings settings = load();

        assertThat(settings.fleet()).isEmpty();
        assertThat(settings.hypervisor().type()).isEqualTo(HypervisorSettings.Type.NONE);
        assertThat(settings.hypervisor().libvirtUri()).isEqualTo("qemu:///system");
        assertThat(settings.hypervisor().qemu().isEmpty()).isTrue();
        assertThat(settings.migration())
                .isEqualTo(new MigrationSettings(
                        List.of(),
                        Duration.ofMinutes(5),
                        MigrationSettings.Feed.BOTH,
                        MigrationSettings.NoVf.REFUSE,
                        MigrationSettings.PfLinkLoss.ALARM));
        assertThat(settings.vf()).isEqualTo(new VfSettings(List.of(), Optional.empty()));
    }

    @Test
    void aFleetHasNodesCertificatesAndADatabase() throws IOException {
        Files.writeString(root.resolve("secret"), "s3cret\n");

        FleetSettings fleet = loadFleet(
                        NODES,
                        "bind-address = 0.0.0.0",
                        "database { host = db, port = 5433, name = nf, user = nobody, password-file = secret }")
                .fleet()
                .orElseThrow();

        assertThat(fleet.own()).isEqualTo(new FleetSettings.Node(HV1, "192.0.2.1", 25520));
        assertThat(fleet.nodes()).extracting(FleetSettings.Node::host).containsExactly(HV1, new HostName("hv2"));
        assertThat(fleet.bindAddress()).isEqualTo("0.0.0.0");
        assertThat(fleet.tls().key()).isEqualTo(root.resolve("tls/node.key"));
        assertThat(fleet.database())
                .isEqualTo(new FleetSettings.Database("db", 5433, "nf", "nobody", Optional.of(root.resolve("secret"))));
    }

    @Test
    void aHostListensAtItsNodesAddressUnlessToldOtherwise() throws IOException {
        assertThat(loadFleet(NODES).fleet().orElseThrow().bindAddress()).isEqualTo("192.0.2.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{ host = hv2, address = b, port = 1 }] | this host, hv1, is none of them",
                "[{ host = hv1, address = a, port = 1 }, { host = hv1, address = b, port = 1 }] | hv1 is there twice",
                "[{ host = hv1, address = a, port = 1 }, { host = hv2, address = a, port = 1 }] | a:1 is there twice",
                "[{ host = hv1, address = a, port = 0 }] | netfailover.fleet.nodes[0].port = 0: allowed is a whole number",
                "[{ host = hv1, address = a }]           | netfailover.fleet.nodes[0].port has no value",
                "[{ host = hv_1, address = a, port = 1 }] | netfailover.fleet.nodes[0].host = hv_1: allowed is 1 to 63",
                "[{ host = hv1, address = \"a b\", port = 1 }] | netfailover.fleet.nodes[0].address = a b: allowed is",
                "[{ host = hv1, address = a, prot = 1, port = 1 }] | did you mean netfailover.fleet.nodes[0].port?",
                "hv1                                     | netfailover.fleet.nodes = hv1: allowed is a list of objects",
            })
    void aListOfNodesThatCannotBeIsRefused(String nodes, String why) {
        assertThatThrownBy(() -> loadFleet("nodes = " + nodes))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(home.configFile() + ":")
                .hasMessageContaining(why);
    }

    @Test
    void aMissingCertificateIsRefusedWithTheWayToMakeOne() throws IOException {
        Files.delete(root.resolve("tls/node.crt"));

        assertThatThrownBy(() -> loadFleet(NODES))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("netfailover.fleet.tls.certificate = " + root.resolve("tls/node.crt")
                        + ": there is no such file, or it may not be read;"
                        + " netfailover cluster init makes what a fleet needs");
    }

    @Test
    void theCertificateOfAnotherHostIsRefused() {
        assertThatThrownBy(() -> load("host.name = hv2", "fleet { " + NODES + " }"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("it is made out to CN=hv1, not to this host, CN=hv2");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused(@TempDir Path elsewhere) throws IOException {
        FleetCertificates others = new FleetCertificates(elsewhere, 30);
        others.prepareAuthority();
        FleetTls theirs = others.issue(HV1);

        assertThatThrownBy(() -> loadFleet(NODES, "tls.certificate = " + theirs.certificate()))
                .hasMessageContaining("it was not signed by the authority in " + root.resolve("tls/ca.crt"));
        assertThatThrownBy(() -> loadFleet(NODES, "tls.key = " + theirs.key()))
                .hasMessageContaining("it is not the key of the certificate in");
    }

    @Test
    void hypervisorMigrationAndVfsAreRead() throws IOException {
        Settings settings = load(
                "hypervisor { type = qemu, migration { uri = \"qemu+tls://hv1/system\", address = 192.0.2.1 },"
                        + " qemu.domains = [{ name = web1 }] }",
                "migration { uplinks = [{ bridge = br0, device = ens1f0v0 }], timeout = 90s, feed = move,"
                        + " no-vf = degraded, pf-link-loss = migrate }",
                "vf { pfs = [{ pf = ens1f0, first = 1, last = 7 }], stand-in-directory = pfs }");

        assertThat(settings.hypervisor().type()).isEqualTo(HypervisorSettings.Type.QEMU);
        assertThat(settings.hypervisor().migrationUri()).contains("qemu+tls://hv1/system");
        assertThat(settings.hypervisor().migrationAddress()).contains("192.0.2.1");
        assertThat(settings.hypervisor().qemu().getConfigList("domains")).hasSize(1);
        assertThat(settings.migration())
                .isEqualTo(new MigrationSettings(
                        List.of(new MigrationSettings.Uplink("br0", "ens1f0v0")),
                        Duration.ofSeconds(90),
                        MigrationSettings.Feed.MOVE,
                        MigrationSettings.NoVf.DEGRADED,
                        MigrationSettings.PfLinkLoss.MIGRATE));
        assertThat(settings.vf())
                .isEqualTo(
                        new VfSettings(List.of(new VfSettings.Pool("ens1f0", 1, 7)), Optional.of(root.resolve("pfs"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vf.pfs = [{ pf = ens1f0, first = 3, last = 2 }] | vf.pfs[0].last = 2: allowed is a whole number from 3",
                "vf.pfs = [{ pf = \"a/b\", first = 0, last = 2 }] | vf.pfs[0].pf = a/b: allowed is the name of a link",
                "vf.pfs = [{ pf = a, first = 0, last = 2 }, { pf = a, first = 4, last = 5 }] | a is there twice",
                "migration.uplinks = [{ bridge = br0 }] | migration.uplinks[0].device has no value",
                "hypervisor.type = xen | hypervisor.type = xen: allowed is none, libvirt, qemu",
                "hypervisor.migration.ur = x | did you mean netfailover.hypervisor.migration.uri?",
            })
    void whatCannotBeIsRefused(String setting, String why) {
        assertThatThrownBy(() -> load(setting))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aMachinesNameBecomesAHostName() throws IOException {
        Path file = Files.writeString(root.resolve("hostname"), "-my_machine.example.\n");

        assertThat(HostSettings.ofMachine(file)).isEqualTo(new HostName("my-machine.example"));
        assertThat(HostSettings.ofMachine(root.resolve("absent"))).isEqualTo(new HostName("localhost"));
    }

    @Test
    void keysAreReadableByTheirOwnerOnlyAndNeverOverwritten() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own.key())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(certificates.authority())))
                .isEqualTo("rw-------");
        assertThat(certificates.prepareAuthority()).isFalse();
        assertThatThrownBy(() -> certificates.issue(HV1)).isInstanceOf(FileAlreadyExistsException.class);
    }
}
