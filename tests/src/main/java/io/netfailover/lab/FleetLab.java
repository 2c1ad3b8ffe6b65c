package io.netfailover.lab;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.netfailover.hypervisor.qmp.QemuDomain;
import io.netfailover.hypervisor.qmp.QemuPair;
import io.netfailover.types.MacAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fleet as it is operated: the two hypervisors of a {@link QemuLab} with a daemon each, a PostgreSQL, mutual TLS, and the VM on the first
 * host with its VF. Hosts are called hv1 and hv2.
 */
public final class FleetLab implements AutoCloseable {
    private static final int DATABASE_PORT = 5432;
    private static final int FLEET_PORT = 25520;
    private static final Duration UP_LIMIT = Duration.ofSeconds(90);
    private static final Duration CARRIER_LIMIT = Duration.ofSeconds(30);
    private static final Duration COMMAND = Duration.ofSeconds(60);

    private final QemuLab lab;
    private final Database database;
    private final List<HostDaemon> daemons = new ArrayList<>();

    private FleetLab(QemuLab lab) {
        this.lab = lab;
        this.database = Database.start(
                Optional.of(lab.hostA().namespace().name()), lab.hostA().address(), DATABASE_PORT);
    }

    /** Two daemons that know each other; the VM runs, answers, and uses its VF. */
    public static FleetLab build(QemuLabSpec spec) {
        QemuLab lab = QemuLab.build(spec);
        try {
            FleetLab fleet = new FleetLab(lab);
            try {
                fleet.make();
                return fleet;
            } catch (RuntimeException e) {
                fleet.close();
                throw e;
            }
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private void make() {
        Path certificates = lab.hostA().directory().resolveSibling("certificates");
        Command.run(
                        new ProcessBuilder(
                                Program.netfailover().toString(),
                                "cluster",
                                "init",
                                "--host",
                                "hv1",
                                "--host",
                                "hv2",
                                "--directory",
                                certificates.toString()),
                        COMMAND)
                .orFail();
        for (QemuHost host : lab.hosts()) {
            claimUplink(host);
            Path home = host.directory().resolve("home");
            configure(host, home, certificates);
            daemons.add(new HostDaemon(host.namespace(), home));
        }
        daemons.forEach(HostDaemon::launch);
        bootVm();
        daemons.forEach(daemon -> {
            if (!Wait.until(() -> isUp(daemon), UP_LIMIT)) {
                throw new LabException("the fleet does not form; a log ends:\n" + daemon.logTail());
            }
        });
    }

    private static boolean isUp(HostDaemon daemon) {
        return daemon.get("/v1/status")
                .filter(status -> status.at("/daemon/ready").asBoolean())
                .filter(status -> status.at("/fleet/members").size() == 2)
                .isPresent();
    }

    /** The VM as a person starts it: with its VF, its standby's link down. */
    private void bootVm() {
        try (HostNetwork network = new HostNetwork(lab.hostA(), lab.mac())) {
            network.feedVf(lab.mac());
            GuestConsole guest = lab.boot(lab.hostA());
            if (!guest.awaitCarrierOnPrimary(CARRIER_LIMIT)) {
                throw new LabException("the guest's primary gets no carrier: " + guest.kernelMessages());
            }
            try (Qmp qmp = lab.qmp(lab.hostA())) {
                qmp.execute("set_link", Map.of("name", QemuHost.STANDBY, "up", false));
            }
        }
    }

    /** A VF takes frames for its own address. */
    private static void claimUplink(QemuHost host) {
        String address = host.namespace()
                .ip("-br", "link", "show", "dev", QemuHost.UPLINK_VF)
                .orFail()
                .out()
                .strip()
                .split("\\s+", -1)[2];
        try {
            Path file = host.admin().resolve(QemuHost.PF + ".0.json");
            Path draft = file.resolveSibling("draft");
            Files.writeString(
                    draft,
                    "{\"mac\":\"" + MacAddress.parse(address)
                            + "\",\"vlan\":0,\"qos\":0,\"vlanProtocol\":\"802.1Q\",\"minTxRateMbps\":0,"
                            + "\"maxTxRateMbps\":0,\"spoofCheck\":null,\"trust\":null,\"linkState\":\"auto\"}");
            Files.move(draft, file);
        } catch (IOException e) {
            throw new LabException("cannot write the uplink VF's file: " + e.getMessage(), e);
        }
    }

    private void configure(QemuHost host, Path home, Path certificates) {
        String name = nameOf(host);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("host.name", name);
        settings.put("hypervisor.type", "qemu");
        settings.put("hypervisor.migration.address", host.address());
        settings.put("hypervisor.qemu", qemu(host));
        settings.put("migration.uplinks", List.of(Map.of("bridge", QemuHost.BRIDGE, "device", QemuHost.UPLINK_VF)));
        settings.put(
                "vf.pfs", List.of(Map.of("pf", QemuHost.PF, "first", QemuHost.GUEST_VF, "last", QemuHost.GUEST_VF)));
        settings.put("vf.stand-in-directory", host.admin().toString());
        settings.put(
                "fleet.nodes",
                lab.hosts().stream()
                        .map(node -> Map.of("host", nameOf(node), "address", node.address(), "port", FLEET_PORT))
                        .toList());
        settings.put(
                "fleet.tls.ca", certificates.resolve(name).resolve("ca.crt").toString());
        settings.put(
                "fleet.tls.certificate",
                certificates.resolve(name).resolve("node.crt").toString());
        settings.put(
                "fleet.tls.key", certificates.resolve(name).resolve("node.key").toString());
        settings.put("fleet.database.host", database.address());
        settings.put("fleet.database.port", database.port());
        settings.put("fleet.database.password-file", home.resolve("password").toString());
        try {
            Files.createDirectories(home);
            Files.writeString(home.resolve("password"), Database.PASSWORD + "\n");
            Files.writeString(
                    home.resolve("netfailover.conf"),
                    ConfigFactory.parseMap(settings)
                            .atPath("netfailover")
                            .root()
                            .render(ConfigRenderOptions.concise().setFormatted(true)));
        } catch (IOException e) {
            throw new LabException("cannot configure " + name + ": " + e.getMessage(), e);
        }
    }

    private Map<String, Object> qemu(QemuHost host) {
        QemuDomain domain = host.domain(QemuLab.DOMAIN, lab.mac());
        QemuPair pair = domain.pairs().get(0);
        return Map.of(
                "domains",
                Map.of(
                        domain.name().value(),
                        Map.of(
                                "command",
                                domain.command(),
                                "qmp",
                                domain.qmp().toString(),
                                "pairs",
                                List.of(Map.of(
                                        "standby",
                                        pair.standby(),
                                        "primary",
                                        pair.primary(),
                                        "tap",
                                        pair.tap(),
                                        "mac",
                                        pair.mac().toString(),
                                        "device",
                                        pair.device())))));
    }

    private String nameOf(QemuHost host) {
        return host.equals(lab.hostA()) ? "hv1" : "hv2";
    }

    public QemuLab lab() {
        return lab;
    }

    /** @param host 0 for hv1, 1 for hv2 */
    public HostDaemon daemon(int host) {
        return daemons.get(host);
    }

    public Database database() {
        return database;
    }

    public List<String> leftovers() {
        return lab.leftovers();
    }

    @Override
    public void close() {
        daemons.forEach(HostDaemon::close);
        database.close();
        lab.close();
    }
}
