package io.netfailover.lab;

import io.netfailover.hypervisor.qmp.QemuDomain;
import io.netfailover.hypervisor.qmp.QemuPair;
import io.netfailover.types.DomainName;
import io.netfailover.types.MacAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A fleet as it is operated: the two hypervisors of a {@link QemuLab} with a daemon each, a PostgreSQL, mutual TLS, and the VM on the first
 * host with its VF. Hosts are called hv1 and hv2.
 */
public final class FleetLab implements Fleet {
    private static final Duration CARRIER_LIMIT = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final QemuLab lab;
    private final FleetDaemons daemons;

    private FleetLab(QemuLab lab) {
        this.lab = lab;
        lab.hosts().forEach(FleetLab::claimUplink);
        this.daemons = FleetDaemons.prepare(
                lab.hosts().stream().map(this::node).toList(),
                lab.hostA().directory().resolveSibling("certificates"));
    }

    /** Two daemons that know each other; the VM runs, answers, and uses its VF. */
    public static FleetLab build(QemuLabSpec spec) {
        QemuLab lab = QemuLab.build(spec);
        try {
            FleetLab fleet = new FleetLab(lab);
            try {
                fleet.daemons.launch();
                fleet.bootVm();
                fleet.daemons.awaitUp();
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

    @Override
    public boolean isUp(int host) {
        return daemons.isUp(daemon(host));
    }

    /** The VM as a person starts it: with its VFs, its standbys' links down. */
    private void bootVm() {
        QemuHost host = lab.hostA();
        lab.pairs().forEach(pair -> VfFile.setMac(host.admin(), QemuHost.PF, pair.vf(), pair.mac()));
        GuestConsole guest = lab.boot(host);
        if (!Wait.until(() -> guest.carriers(ANSWER).endsWith(carrier(1)), CARRIER_LIMIT)) {
            throw new LabException("the guest's VF gets no carrier: " + guest.kernelMessages());
        }
        try (Qmp qmp = lab.qmp(host)) {
            lab.pairs().forEach(pair -> qmp.execute("set_link", Map.of("name", pair.standby(), "up", false)));
        }
    }

    /** Of all pairs, as the guest's console writes it. */
    private String carrier(int digit) {
        return Integer.toString(digit).repeat(lab.pairs().size());
    }

    @Override
    public List<String> objections(int host) {
        try (GuestConsole guest = lab.console(host(host))) {
            String wanted = "standby " + carrier(0) + ", VF " + carrier(1);
            String found = guest.carriers(ANSWER);
            return found.equals(wanted)
                    ? List.of()
                    : List.of("the guest's carriers are " + found + " instead of " + wanted);
        } catch (LabException e) {
            return List.of(e.getMessage() + "; its CPU: " + cpu(host));
        }
    }

    /** Tells one that waits from one that spins. */
    private String cpu(int host) {
        try (Qmp qmp = Qmp.connect(host(host).labSocket(), ANSWER)) {
            return qmp.execute("human-monitor-command", Map.of("command-line", "info registers"))
                    .asText()
                    .lines()
                    .filter(line -> line.startsWith("RIP"))
                    .collect(Collectors.joining(", "));
        } catch (LabException e) {
            return "not to be asked: " + e.getMessage();
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
        VfFile.setMac(host.admin(), QemuHost.PF, 0, MacAddress.parse(address));
    }

    private FleetDaemons.Node node(QemuHost host) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("hypervisor.type", "qemu");
        settings.put("hypervisor.migration.address", host.address());
        settings.put("hypervisor.qemu", qemu(host));
        settings.put("migration.uplinks", List.of(Map.of("bridge", QemuHost.BRIDGE, "device", QemuHost.UPLINK_VF)));
        settings.put(
                "vf.pfs",
                List.of(Map.of(
                        "pf",
                        QemuHost.PF,
                        "first",
                        QemuHost.GUEST_VF,
                        "last",
                        lab.pairs().size())));
        settings.put("vf.stand-in-directory", host.admin().toString());
        return new FleetDaemons.Node(
                nameOf(host), host.namespace(), host.address(), host.directory().resolve("home"), settings);
    }

    private static Map<String, Object> qemu(QemuHost host) {
        QemuDomain domain = host.domain(QemuLab.DOMAIN);
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
                                domain.pairs().stream().map(FleetLab::qemu).toList())));
    }

    private static Map<String, Object> qemu(QemuPair pair) {
        return Map.of(
                "standby", pair.standby(),
                "primary", pair.primary(),
                "tap", pair.tap(),
                "mac", pair.mac().toString(),
                "device", pair.device());
    }

    private String nameOf(QemuHost host) {
        return host.equals(lab.hostA()) ? "hv1" : "hv2";
    }

    public QemuLab lab() {
        return lab;
    }

    @Override
    public DomainName domain() {
        return QemuLab.DOMAIN;
    }

    @Override
    public MacAddress mac() {
        return lab.mac();
    }

    @Override
    public HostDaemon daemon(int host) {
        return daemons.daemon(host);
    }

    public QemuHost host(int host) {
        return lab.hosts().get(host);
    }

    @Override
    public HostPlace place(int host) {
        return host(host).place();
    }

    @Override
    public List<ProcessHandle> qemus(int host) {
        return lab.qemus(host(host));
    }

    @Override
    public Optional<LibvirtHost> libvirtd(int host) {
        return Optional.empty();
    }

    @Override
    public void setNetwork(boolean up) {
        lab.setLink(lab.hostB(), QemuHost.MIGRATION_LINK, up);
    }

    @Override
    public HostPicture picture(int host) {
        return HostPicture.of(host(host), lab.pairs().stream().map(LabPair::mac).toList(), daemon(host));
    }

    @Override
    public List<GuestProbe> probes(int perSecond) {
        return lab.pairs().stream().map(pair -> lab.probe(pair, perSecond)).toList();
    }

    @Override
    public List<Path> logs(int host) {
        return List.of(
                daemon(host).log(), host(host).console(), host(host).directory().resolve("qemu"));
    }

    @Override
    public Database database() {
        return daemons.database();
    }

    @Override
    public List<String> leftovers() {
        return lab.leftovers();
    }

    @Override
    public void close() {
        daemons.close();
        lab.close();
    }
}
