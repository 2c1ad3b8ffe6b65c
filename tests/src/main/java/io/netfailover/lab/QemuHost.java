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
 * One of two hypervisors: a namespace with a PF whose embedded switch is a bridge, an uplink VF in the host's bridge {@code br0}, the tap
 * of the VM's standby, and a second tap that stands for the VF that the VM gets.
 *
 * @param address in the migration network
 */
public record QemuHost(QemuLabSpec spec, LabNamespace namespace, Path directory, String address) {
    public static final String BRIDGE = "br0";
    public static final String PF = "pf0";
    public static final String UPLINK_VF = "vf0";
    public static final String TAP = "vmtap01";
    public static final String MIGRATION_LINK = "mig0";
    /** Of the VF that the guest gets; the uplink VF is number 0. */
    public static final int GUEST_VF = 1;

    public static final String STANDBY = "standby0";
    public static final String PRIMARY = "ua-vf0";

    static final String SWITCH = "esw";
    static final String SWITCH_PORT_OF_UPLINK_VF = "vf0r";
    static final String GUEST_VF_TAP = "vf1";

    private static final int FIRST_PORT = 49152;
    private static final int LAST_PORT = 49155;

    void make() {
        ip("link", "add", SWITCH, "type", "bridge", "forward_delay", "0", "mcast_snooping", "0");
        ip("link", "add", UPLINK_VF, "type", "veth", "peer", "name", SWITCH_PORT_OF_UPLINK_VF);
        ip("tuntap", "add", "dev", GUEST_VF_TAP, "mode", "tap");
        ip("tuntap", "add", "dev", TAP, "mode", "tap");
        ip("link", "set", SWITCH, "up");
        for (String port : List.of(PF, SWITCH_PORT_OF_UPLINK_VF, GUEST_VF_TAP)) {
            ip("link", "set", port, "master", SWITCH, "up");
            bridge("link", "set", "dev", port, "learning", "off");
        }
        for (String port : List.of(SWITCH_PORT_OF_UPLINK_VF, GUEST_VF_TAP)) {
            bridge("link", "set", "dev", port, "flood", "off");
        }
        ip("link", "add", BRIDGE, "type", "bridge", "forward_delay", "0", "mcast_snooping", "0");
        ip("link", "set", BRIDGE, "up");
        for (String port : List.of(UPLINK_VF, TAP)) {
            ip("link", "set", port, "master", BRIDGE, "up");
        }
        try {
            Files.createDirectories(admin());
        } catch (IOException e) {
            throw new LabException("cannot make " + admin() + ": " + e.getMessage(), e);
        }
    }

    /**
     * A NIC sends what is not for a VF of its own to the wire alone. The bridge in its place must know such an address, or a frame for it
     * would reach the uplink VF as well while two VFs claim one address, and {@link #BRIDGE} would look for the VM there.
     */
    void addressOutside(String mac) {
        bridge("fdb", "add", mac, "dev", PF, "master", "static");
    }

    EmbeddedSwitch startSwitch() {
        return EmbeddedSwitch.start(
                namespace, UPLINK_VF, Map.of(0, SWITCH_PORT_OF_UPLINK_VF, GUEST_VF, GUEST_VF_TAP), admin());
    }

    /** The folder where files stand for what a PF's driver keeps of its VFs, {@code PF.INDEX.json}. */
    public Path admin() {
        return directory.resolve("admin");
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
    public QmpSettings settings(DomainName name, MacAddress mac) {
        return new QmpSettings(List.of(domain(name, mac)), run(), address, FIRST_PORT, LAST_PORT);
    }

    public VfNic vf(MacAddress mac) {
        return new VfNic(PRIMARY, STANDBY, mac, new VfRef(PF, GUEST_VF, new PciAddress("0000:42:02.1")));
    }

    QemuDomain domain(DomainName name, MacAddress mac) {
        QemuPair pair = new QemuPair(STANDBY, PRIMARY, TAP, mac, primary("{mac}", "{standby}"));
        return new QemuDomain(
                name,
                namespace.inside(command(mac)),
                directory.resolve("qmp"),
                Optional.empty(),
                List.of(pair),
                spec.multifdChannels(),
                Optional.empty());
    }

    private Map<String, Object> primary(String mac, String standby) {
        Map<String, Object> device = new LinkedHashMap<>(
                Map.of("driver", spec.primaryDriver(), "bus", "port1", "netdev", "vf1", "mac", mac, "romfile", ""));
        if (spec.paired()) {
            device.put("failover_pair_id", standby);
        }
        return device;
    }

    /** What {@code device_add} takes to plug in a VF with that address. */
    public Map<String, Object> primary(MacAddress mac) {
        Map<String, Object> device = primary(mac.toString(), STANDBY);
        device.put("id", PRIMARY);
        return device;
    }

    private List<String> command(MacAddress mac) {
        List<String> line = new ArrayList<>(List.of("qemu-system-x86_64", "-name", "{name},process=qemu"));
        add(line, "-accel", "tcg,tb-size=64", "-machine", "q35", "-cpu", "max", "-m", spec.memoryMib() + "M");
        add(line, "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none");
        add(line, "-kernel", GuestImages.kernel().toString());
        add(line, "-initrd", directory.resolveSibling("initramfs").toString());
        add(line, "-append", ("console=ttyS0 quiet panic=-1 " + spec.kernelArguments()).strip());
        add(line, "-serial", "file:" + console());
        add(line, "-qmp", "unix:{qmp},server=on,wait=off", "-qmp", "unix:" + labSocket() + ",server=on,wait=off");
        add(line, "-chardev", "socket,id=agent,path=" + agentSocket() + ",server=on,wait=off");
        add(line, "-device", "{\"driver\":\"virtio-serial-pci\"}");
        add(line, "-device", "{\"driver\":\"virtserialport\",\"chardev\":\"agent\"}");
        for (int port = 0; port < 2; port++) {
            add(line, "-device", rootPort(port));
        }
        add(line, "-netdev", "tap,id=tap0,ifname=" + TAP + ",script=no,downscript=no");
        add(line, "-netdev", "tap,id=vf1,ifname=" + GUEST_VF_TAP + ",script=no,downscript=no");
        add(line, "-device", standby(mac));
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

    private String standby(MacAddress mac) {
        return "{\"driver\":\"virtio-net-pci\",\"id\":\"" + STANDBY
                + "\",\"bus\":\"port0\",\"netdev\":\"tap0\",\"mac\":\"" + mac + "\",\"romfile\":\"\",\"failover\":"
                + spec.failover() + "}";
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
