package io.netfailover.lab;

import io.netfailover.hypervisor.qmp.QemuDomain;
import io.netfailover.hypervisor.qmp.QemuPair;
import io.netfailover.types.MacAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A fleet as it is operated: the two hypervisors of a {@link QemuLab} with a daemon each, a PostgreSQL, mutual TLS, and the VM on the first
 * host with its VF. Hosts are called hv1 and hv2.
 */
public final class FleetLab implements AutoCloseable {
    private static final Duration CARRIER_LIMIT = Duration.ofSeconds(30);

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

    /** Whether that daemon is ready and sees both. */
    public boolean isUp(int host) {
        return daemons.isUp(daemon(host));
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
        VfFile.setMac(host.admin(), QemuHost.PF, 0, MacAddress.parse(address));
    }

    private FleetDaemons.Node node(QemuHost host) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("hypervisor.type", "qemu");
        settings.put("hypervisor.migration.address", host.address());
        settings.put("hypervisor.qemu", qemu(host));
        settings.put("migration.uplinks", List.of(Map.of("bridge", QemuHost.BRIDGE, "device", QemuHost.UPLINK_VF)));
        settings.put(
                "vf.pfs", List.of(Map.of("pf", QemuHost.PF, "first", QemuHost.GUEST_VF, "last", QemuHost.GUEST_VF)));
        settings.put("vf.stand-in-directory", host.admin().toString());
        return new FleetDaemons.Node(
                nameOf(host), host.namespace(), host.address(), host.directory().resolve("home"), settings);
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
        return daemons.daemon(host);
    }

    /** @param host 0 for hv1, 1 for hv2 */
    public QemuHost host(int host) {
        return lab.hosts().get(host);
    }

    /** What is to be seen of the VM on a host. */
    public HostPicture picture(int host) {
        return HostPicture.of(host(host), lab.mac(), daemon(host));
    }

    public Database database() {
        return daemons.database();
    }

    public List<String> leftovers() {
        return lab.leftovers();
    }

    @Override
    public void close() {
        daemons.close();
        lab.close();
    }
}
