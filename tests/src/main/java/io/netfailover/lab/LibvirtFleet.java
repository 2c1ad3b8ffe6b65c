package io.netfailover.lab;

import static io.netfailover.lab.LibvirtCycle.await;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.Nic;
import io.netfailover.hypervisor.libvirt.LibvirtHypervisor;
import io.netfailover.hypervisor.libvirt.VfTemplate;
import io.netfailover.types.DomainName;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fleet as it is operated: the two libvirtd of a {@link LibvirtLab} with a daemon each, a PostgreSQL, mutual TLS, and a VM on the first
 * host with its VF. Hosts are called hv1 and hv2; VMs get other VFs on the one than on the other, so that a mix-up shows.
 */
public final class LibvirtFleet implements Fleet {
    private static final int POOL = 3;
    private static final int FIRST_VF = 2;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration MIGRATION = Duration.ofMinutes(4);

    private final LibvirtLab lab;
    private final LibvirtGuest guest;
    private final VfTemplate template;
    private final List<LibvirtHypervisor> hypervisors = new ArrayList<>();
    private final List<GuestProbe> probes = new ArrayList<>();
    private final List<EmbeddedSwitch> switches = new ArrayList<>();
    private final FleetDaemons daemons;
    private int here;

    private LibvirtFleet(LibvirtLab lab, VfTemplate template) {
        this.lab = lab;
        this.template = template;
        this.guest = lab.guest();
        this.daemons = FleetDaemons.prepare(
                lab.hosts().stream().map(this::node).toList(), lab.directory().resolve("certificates"));
        lab.hosts().forEach(host -> hypervisors.add(new LibvirtHypervisor(host.settings(template))));
    }

    /** Two daemons that know each other; the VM runs, answers, and uses its VF. */
    public static LibvirtFleet build(VfTemplate template) {
        LibvirtLab lab = LibvirtLab.build();
        try {
            LibvirtFleet fleet = new LibvirtFleet(lab, template);
            try {
                lab.hosts().forEach(fleet::startSwitch);
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

    private void startSwitch(LibvirtHost host) {
        Map<Integer, String> ports = new HashMap<>();
        int first = firstVf(lab.hosts().indexOf(host));
        for (int vf = first; vf < first + POOL; vf++) {
            ports.put(vf, portOf(vf));
        }
        createDirectories(admin(host));
        switches.add(lab.startSwitch(host, ports, admin(host)));
    }

    /** The tap of a VF: of the mock ({@code tests/libvirt/emulator}) or of {@link LibvirtCycle#EMULATED}. */
    private String portOf(int vf) {
        return template.equals(VfTemplate.HOSTDEV) ? "vf4202" + vf : "tapvf" + vf;
    }

    private FleetDaemons.Node node(LibvirtHost host) {
        Path home = lab.directory().resolve(host.name() + "-daemon");
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("hypervisor.type", "libvirt");
        settings.put("hypervisor.libvirt.uri", host.uri());
        settings.put("hypervisor.migration.uri", host.target().uri());
        if (!template.equals(VfTemplate.HOSTDEV)) {
            settings.put("hypervisor.libvirt.vf-template", write(home, "vf.xml", template.text()));
        }
        settings.put("migration.uplinks", List.of(Map.of("bridge", LibvirtLab.BRIDGE, "device", LibvirtLab.UPLINK_VF)));
        int first = firstVf(lab.hosts().indexOf(host));
        settings.put("vf.pfs", List.of(Map.of("pf", LibvirtLab.PF, "first", first, "last", first + POOL - 1)));
        settings.put("vf.stand-in-directory", admin(host).toString());
        return new FleetDaemons.Node(host.name(), host.namespace(), host.address(), home, settings);
    }

    private static int firstVf(int host) {
        return 1 + host * POOL;
    }

    private Path admin(LibvirtHost host) {
        return lab.directory().resolve(host.name() + "-vfs");
    }

    private static void createDirectories(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new LabException("cannot make " + directory + ": " + e.getMessage(), e);
        }
    }

    private static String write(Path directory, String name, String text) {
        createDirectories(directory);
        Path file = directory.resolve(name);
        try {
            return Files.writeString(file, text).toString();
        } catch (IOException e) {
            throw new LabException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** The VM as a person starts it: with its VF, its standby's link down. */
    private void bootVm() {
        VfFile.setMac(admin(lab.source()), LibvirtLab.PF, FIRST_VF, guest.mac());
        guest.boot(lab.source());
        LibvirtHypervisor hypervisor = hypervisors.get(here);
        await(hypervisor.attach(guest.name(), guest.vf(FIRST_VF), SOON));
        await(hypervisor.setLink(guest.name(), LibvirtGuest.STANDBY, false, SOON));
        requireHere();
    }

    /** {@code netfailover migrate VM --to} the other host, as a person at the host where it is, with more options. */
    public Command.Outcome migrate(String... options) {
        List<String> arguments = new ArrayList<>(List.of("migrate", guest.name().value(), "--to", there().name()));
        arguments.addAll(List.of(options));
        try {
            return daemon(here).run(MIGRATION, arguments.toArray(String[]::new));
        } catch (LabException e) {
            throw new LabException(
                    e.getMessage() + "\n" + daemon(here).logTail() + "\n"
                            + daemon(1 - here).logTail(),
                    e);
        }
    }

    /**
     * For after a migration that ended well: the other host is where the VM is now.
     *
     * @throws LabException as {@link #requireHere}, and unless it is not even defined on the host that it has left
     */
    public void arrive() {
        here = 1 - here;
        guest.connect(here());
        requireHere();
        require(await(hypervisors.get(1 - here).domain(guest.name(), SOON)).isEmpty(), "it is on the other host, too");
    }

    /** @throws LabException unless the VM runs here with its VF and the standby's link down, would start with the same VF, and uses it */
    public void requireHere() {
        Domain domain = await(hypervisors.get(here).domain(guest.name(), SOON))
                .orElseThrow(() -> new LabException(guest.name() + " is not on " + here().name()));
        Optional<Nic> vf = domain.nic(LibvirtGuest.VF);
        require(domain.state() == Domain.State.RUNNING, "it is " + domain.state());
        require(vf.isPresent(), "it has no VF");
        require(vf.flatMap(Nic::vf).map(this::isOfHere).orElse(true), "its VF is another host's: " + vf);
        require(!domain.nic(LibvirtGuest.STANDBY).orElseThrow().linkUp(), "its standby's link is up");
        List<Nic> defined =
                await(hypervisors.get(here).persistentNics(guest.name(), SOON)).orElse(List.of());
        require(
                defined.stream()
                        .anyMatch(nic -> nic.alias().equals(LibvirtGuest.VF)
                                && nic.vf().equals(vf.flatMap(Nic::vf))
                                && nic.hostLink().equals(vf.flatMap(Nic::hostLink))),
                "it would start with " + defined);
        require(guest.hasSlaves(2, SOON), "the guest has not taken its VF");
        require(Wait.until(() -> lab.reaches(guest.address()), SOON), "the client does not reach it");
    }

    @Override
    public List<String> objections(int host) {
        here = host;
        try {
            guest.connect(here());
            requireHere();
            return List.of();
        } catch (LabException | HypervisorException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<GuestProbe> probes(int perSecond) {
        GuestProbe probe = GuestProbe.start(lab.client(), guest.address(), perSecond);
        probes.add(probe);
        return List.of(probe);
    }

    @Override
    public HostPicture picture(int host) {
        return HostPicture.of(lab.hosts().get(host), guest, place(host), daemon(host));
    }

    private boolean isOfHere(PciAddress pci) {
        for (int index = firstVf(here); index < firstVf(here + 1); index++) {
            if (guest.vf(index).vf().pci().equals(pci)) {
                return true;
            }
        }
        return false;
    }

    private void require(boolean so, String otherwise) {
        if (!so) {
            throw new LabException(guest.name() + " on " + here().name() + ": " + otherwise);
        }
    }

    /** Where the VM is. */
    public LibvirtHost here() {
        return lab.hosts().get(here);
    }

    private LibvirtHost there() {
        return lab.hosts().get(1 - here);
    }

    public LibvirtLab lab() {
        return lab;
    }

    public LibvirtGuest guest() {
        return guest;
    }

    @Override
    public DomainName domain() {
        return guest.name();
    }

    @Override
    public MacAddress mac() {
        return guest.mac();
    }

    @Override
    public boolean isUp(int host) {
        return daemons.isUp(daemon(host));
    }

    @Override
    public HostDaemon daemon(int host) {
        return daemons.daemon(host);
    }

    @Override
    public Database database() {
        return daemons.database();
    }

    @Override
    public HostPlace place(int host) {
        LibvirtHost libvirtd = lab.hosts().get(host);
        return new HostPlace(libvirtd.namespace(), LibvirtLab.UPLINK_VF, LibvirtLab.PF, firstVf(host), admin(libvirtd));
    }

    @Override
    public List<ProcessHandle> qemus(int host) {
        return lab.hosts().get(host).qemus();
    }

    @Override
    public Optional<LibvirtHost> libvirtd(int host) {
        return Optional.of(lab.hosts().get(host));
    }

    /** The guest's network is the same one. */
    @Override
    public void setNetwork(boolean up) {
        lab.setUplink(lab.hosts().get(1), up);
    }

    @Override
    public List<Path> logs(int host) {
        LibvirtHost libvirtd = lab.hosts().get(host);
        return List.of(daemon(host).log(), guest.consoleFile(), libvirtd.log(), libvirtd.log(guest.name()));
    }

    @Override
    public List<String> leftovers() {
        return lab.leftovers();
    }

    @Override
    public void close() {
        probes.forEach(GuestProbe::close);
        daemons.close();
        hypervisors.forEach(LibvirtHypervisor::close);
        switches.forEach(EmbeddedSwitch::close);
        lab.close();
    }
}
