package io.netfailover.lab;

import io.netfailover.hypervisor.VfNic;
import io.netfailover.hypervisor.qmp.QemuDomain;
import io.netfailover.hypervisor.qmp.QemuPair;
import io.netfailover.hypervisor.qmp.QmpSettings;
import io.netfailover.types.DomainName;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of two hypervisors: a namespace with a PF whose embedded switch is a bridge, an uplink VF in the host's bridge {@code br0}, and for
 * each pair of the VM the tap of its standby, and a second tap that stands for the VF that it gets.
 *
 * @param address in the migration network
 */
public record QemuHost(QemuLabSpec spec, List<LabPair> pairs, LabNamespace namespace, Path directory, String address) {
    public static final String BRIDGE = "br0";
    public static final String PF = "pf0";
    public static final String UPLINK_VF = "vf0";
    public static final String MIGRATION_LINK = "mig0";

    /** Of the first pair, as all that follow. */
    public static final String TAP = "vmtap01";

    public static final int GUEST_VF = 1;
    public static final String STANDBY = "standby0";
    public static final String PRIMARY = "ua-vf0";

    /** What QEMUs call themselves. */
    static final String PROCESS = "qemu";

    static final String SWITCH = "esw";
    static final String SWITCH_PORT_OF_UPLINK_VF = "vf0r";

    private static final int FIRST_PORT = 49152;
    private static final int LAST_PORT = 49155;

    void make() {
        ip("link", "add", SWITCH, "type", "bridge", "forward_delay", "0", "mcast_snooping", "0");
        ip("link", "add", UPLINK_VF, "type", "veth", "peer", "name", SWITCH_PORT_OF_UPLINK_VF);
        ip("link", "set", SWITCH, "up");
        ip("link", "add", BRIDGE, "type", "bridge", "forward_delay", "0", "mcast_snooping", "0");
        ip("link", "set", BRIDGE, "up");
        plugIntoSwitch(PF);
        plugIntoSwitch(SWITCH_PORT_OF_UPLINK_VF);
        bridge("link", "set", "dev", SWITCH_PORT_OF_UPLINK_VF, "flood", "off");
        ip("link", "set", UPLINK_VF, "master", BRIDGE, "up");
        for (LabPair pair : pairs) {
            ip("tuntap", "add", "dev", pair.vfTap(), "mode", "tap");
            plugIntoSwitch(pair.vfTap());
            bridge("link", "set", "dev", pair.vfTap(), "flood", "off");
            ip("tuntap", "add", "dev", pair.tap(), "mode", "tap");
            ip("link", "set", pair.tap(), "master", BRIDGE, "up");
        }
        try {
            Files.createDirectories(admin());
        } catch (IOException e) {
            throw new LabException("cannot make " + admin() + ": " + e.getMessage(), e);
        }
    }

    private void plugIntoSwitch(String port) {
        ip("link", "set", port, "master", SWITCH, "up");
        bridge("link", "set", "dev", port, "learning", "off");
    }

    /**
     * A NIC sends what is not for a VF of its own to the wire alone. The bridge in its place must know such an address, or a frame for it
     * would reach the uplink VF as well while two VFs claim one address, and {@link #BRIDGE} would look for the VM there.
     */
    void addressOutside(String mac) {
        bridge("fdb", "add", mac, "dev", PF, "master", "static");
    }

    EmbeddedSwitch startSwitch() {
        Map<Integer, String> ports = new LinkedHashMap<>(Map.of(0, SWITCH_PORT_OF_UPLINK_VF));
        pairs.forEach(pair -> ports.put(pair.vf(), pair.vfTap()));
        return EmbeddedSwitch.start(namespace, UPLINK_VF, ports, admin());
    }

    /** The folder where files stand for what a PF's driver keeps of its VFs, {@code PF.INDEX.json}. */
    public Path admin() {
        return directory.resolve("admin");
    }

    HostPlace place() {
        return new HostPlace(namespace, UPLINK_VF, PF, GUEST_VF, admin());
    }

    /** For the numbers and messages of QEMUs that the adapter launches. */
    public Path run() {
        return directory.resolve("run");
    }

    public Path agentSocket() {
        return directory.resolve("agent");
    }

    /** QMP of the lab itself: what a person at the VM would do. */
    public Path labSocket() {
        return directory.resolve("lab");
    }

    public Path console() {
        return directory.resolve("console");
    }

    /** What the configuration of this host would say. */
    public QmpSettings settings(DomainName name) {
        return new QmpSettings(List.of(domain(name)), run(), address, FIRST_PORT, LAST_PORT);
    }

    /** The VF of the first pair. */
    public VfNic vf() {
        return vfs().get(0);
    }

    List<VfNic> vfs() {
        return pairs.stream()
                .map(pair -> new VfNic(
                        pair.primary(),
                        pair.standby(),
                        pair.mac(),
                        new VfRef(PF, pair.vf(), new PciAddress("0000:42:02." + pair.vf()))))
                .toList();
    }

    QemuDomain domain(DomainName name) {
        return new QemuDomain(
                name,
                namespace.inside(command()),
                directory.resolve("qmp"),
                Optional.empty(),
                pairs.stream().map(this::configured).toList(),
                0,
                Optional.empty());
    }

    /** What {@code device_add} takes to plug in a VF of the first pair with that address. */
    public Map<String, Object> primary(MacAddress mac) {
        LabPair first = pairs.get(0);
        Map<String, Object> device = primary(first, mac.toString(), first.standby());
        device.put("netdev", "vf" + first.vf());
        device.put("id", first.primary());
        return device;
    }

    private Map<String, Object> primary(LabPair pair, String mac, String standby) {
        Map<String, Object> primary = new LinkedHashMap<>();
        primary.put("driver", spec.primaryDriver());
        primary.put("bus", pair.primaryPort());
        primary.put("netdev", "vf{index}");
        primary.put("mac", mac);
        primary.put("romfile", "");
        if (spec.paired()) {
            primary.put("failover_pair_id", standby);
        }
        return primary;
    }

    private QemuPair configured(LabPair pair) {
        return new QemuPair(
                pair.standby(), pair.primary(), pair.tap(), pair.mac(), primary(pair, "{mac}", "{standby}"));
    }

    private List<String> command() {
        List<String> line = new ArrayList<>(List.of("qemu-system-x86_64", "-name", "{name},process=" + PROCESS));
        add(line, "-accel", "tcg,tb-size=64", "-machine", "q35", "-cpu", "max", "-m", spec.memoryMib() + "M");
        add(line, "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none");
        add(line, "-kernel", GuestImages.kernel().toString());
        add(line, "-initrd", directory.resolveSibling("initramfs").toString());
        String disks = spec.java() ? " " + GuestDisk.KERNEL_ARGUMENT : "";
        add(line, "-append", ("console=ttyS0 quiet panic=-1 " + spec.kernelArguments()).strip() + disks);
        if (spec.java()) {
            GuestDisk.forJava(GuestClasses.ofThisJvm()).forEach(disk -> line.addAll(disk.arguments()));
        }
        add(line, "-serial", "file:" + console());
        add(line, "-qmp", "unix:{qmp},server=on,wait=off", "-qmp", "unix:" + labSocket() + ",server=on,wait=off");
        add(line, "-chardev", "socket,id=agent,path=" + agentSocket() + ",server=on,wait=off");
        add(line, "-device", "{\"driver\":\"virtio-serial-pci\"}");
        add(line, "-device", "{\"driver\":\"virtserialport\",\"chardev\":\"agent\"}");
        for (int port = 0; port < 2 * pairs.size(); port++) {
            add(line, "-device", rootPort(port));
        }
        for (LabPair pair : pairs) {
            add(line, "-netdev", "tap,id=" + pair.tap() + ",ifname=" + pair.tap() + ",script=no,downscript=no");
            add(line, "-netdev", "tap,id=" + pair.vfTap() + ",ifname=" + pair.vfTap() + ",script=no,downscript=no");
            add(line, "-device", standby(pair));
        }
        if (spec.nativeHotplug()) {
            add(line, "-global", "ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off");
        }
        line.add("{incoming}");
        return line;
    }

    private static String rootPort(int number) {
        return "{\"driver\":\"pcie-root-port\",\"id\":\"port" + number + "\",\"chassis\":" + (number + 1) + ",\"slot\":"
                + (number + 1) + "}";
    }

    private String standby(LabPair pair) {
        return "{\"driver\":\"virtio-net-pci\",\"id\":\"" + pair.standby() + "\",\"bus\":\"" + pair.standbyPort()
                + "\",\"netdev\":\"" + pair.tap() + "\",\"mac\":\"" + pair.mac()
                + "\",\"romfile\":\"\",\"failover\":" + spec.failover() + "}";
    }

    private static void add(List<String> line, String... words) {
        line.addAll(List.of(words));
    }

    private void ip(String... arguments) {
        namespace.ip(arguments).orFail();
    }

    private void bridge(String... arguments) {
        List<String> command = new ArrayList<>(List.of("bridge", "-n", namespace.name()));
        command.addAll(List.of(arguments));
        Command.run(command.toArray(String[]::new)).orFail();
    }
}
