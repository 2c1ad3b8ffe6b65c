package io.netfailover.lab;

import io.netfailover.hypervisor.VfNic;
import io.netfailover.types.DomainName;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A domain of the libvirt lab: the small guest with the standby of a pair, whose VF is plugged in later. */
public final class LibvirtGuest {
    public static final String STANDBY = "ua-standby0";
    public static final String VF = "ua-vf0";

    static final String AGENT = "agent";
    /** Beside the definitions of guests. */
    static final String INITRAMFS = "initramfs";

    private static final Duration BOOT_LIMIT = Duration.ofMinutes(2);
    private static final Duration SOCKET_LIMIT = Duration.ofSeconds(10);
    private static final int FIRST_ADDRESS = 10;

    private final DomainName name;
    private final MacAddress mac;
    private final int number;
    private final Path directory;
    private @Nullable GuestAgent agent;

    LibvirtGuest(RunId id, int number, Path directory) {
        this.name = new DomainName(id + "-vm" + number);
        this.mac = id.mac(number);
        this.number = number;
        this.directory = directory;
    }

    public DomainName name() {
        return name;
    }

    /** That of the standby and of its VF. */
    public MacAddress mac() {
        return mac;
    }

    public String address() {
        return LibvirtLab.NETWORK + (FIRST_ADDRESS + number);
    }

    /** The same on every host, as libvirt wants it. */
    public String tap() {
        return "tap" + number;
    }

    /** One VF of the card that is not there. */
    public VfNic vf(int index) {
        return new VfNic(VF, STANDBY, mac, new VfRef(LibvirtLab.PF, index, new PciAddress("0000:42:02." + index)));
    }

    /** Defines it and starts it; the guest boots. */
    public void start(LibvirtHost host) {
        start(host, "", "");
    }

    /** A guest that never takes STANDBY, because it has no driver for its standby; waits until it has booted. */
    public void bootWithoutStandby(LibvirtHost host) {
        start(host, "module_blacklist=virtio_net", "");
        connect(host);
        awaitAgent();
    }

    /** With a VF from the start. */
    public void startWithVf(LibvirtHost host, int index) {
        start(host, "", """
                <interface type='hostdev' managed='yes'>
                  <mac address='%s'/>
                  <source><address type='pci' domain='0' bus='0x42' slot='0x02' function='%d'/></source>
                  <teaming type='transient' persistent='%s'/>
                  <alias name='%s'/>
                </interface>""".formatted(mac, index, STANDBY, VF));
    }

    private void start(LibvirtHost host, String kernelArguments, String devices) {
        define(host, kernelArguments, devices);
        host.virsh("start", name.value()).orFail();
    }

    /** Another VM of the same name: libvirt makes up a UUID of its own. */
    public void defineNamesake(LibvirtHost host) {
        define(host, "", "");
    }

    private void define(LibvirtHost host, String kernelArguments, String devices) {
        Path file = directory.resolve(name + ".xml");
        try {
            Files.writeString(file, definition(kernelArguments, devices));
        } catch (IOException e) {
            throw new LabException("cannot write " + file + ": " + e.getMessage(), e);
        }
        host.virsh("define", file.toString()).orFail();
    }

    /** Starts it, waits until it has booted, gives its master an address and starts the echo. */
    public void boot(LibvirtHost host) {
        start(host);
        awaitBoot(host);
    }

    /** Of a guest that was started here. */
    public void awaitBoot(LibvirtHost host) {
        connect(host);
        awaitAgent();
        run("ip address add " + address() + "/24 dev eth0 && ip link set eth0 up"
                        + " && { setsid udp-echo </dev/null >/dev/null 2>&1 & }")
                .orFail();
    }

    private void awaitAgent() {
        try {
            agent().ready().get(BOOT_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new LabException("the guest does not boot: " + console(), e);
        } catch (ExecutionException e) {
            throw new LabException("the guest ended: " + console(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    /** To be called after each migration. */
    public void connect(LibvirtHost host) {
        disconnect();
        agent = GuestAgent.connect(host.agentSocket(name.value()), SOCKET_LIMIT);
    }

    void disconnect() {
        GuestAgent old = agent;
        agent = null;
        if (old != null) {
            old.close();
        }
    }

    /** Runs a shell script in the guest. */
    public Command.Outcome run(String script) {
        try {
            GuestAgent.Reply reply =
                    agent().send(script, new byte[0]).reply().get(Command.LIMIT.toSeconds(), TimeUnit.SECONDS);
            return new Command.Outcome(List.of("sh", "-c", script), reply.exit(), reply.out(), reply.err());
        } catch (TimeoutException | ExecutionException e) {
            throw new LabException("the guest does not do: " + script, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    /** @return whether so many links belonged to the master before {@code limit} was over */
    public boolean hasSlaves(int count, Duration limit) {
        return Wait.until(
                () -> run("ip -o link")
                                .orFail()
                                .out()
                                .lines()
                                .filter(line -> line.contains("master eth0"))
                                .count()
                        == count,
                limit);
    }

    public String console() {
        return Leftovers.text(consoleFile()).strip();
    }

    Path consoleFile() {
        return directory.resolve(name + ".console");
    }

    private GuestAgent agent() {
        GuestAgent current = agent;
        if (current == null) {
            throw new LabException(name + " is not connected");
        }
        return current;
    }

    /** The ports 2 to 6 stay free for libvirt's own devices and for VFs. */
    private String definition(String kernelArguments, String devices) {
        return """
                <domain type='qemu'>
                  <name>%s</name>
                  <memory unit='MiB'>160</memory>
                  <vcpu>1</vcpu>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                    <kernel>%s</kernel>
                    <initrd>%s</initrd>
                    <cmdline>console=ttyS0 quiet panic=-1 %s</cmdline>
                  </os>
                  <features><acpi/></features>
                  <cpu mode='custom' match='exact'><model>qemu64</model></cpu>
                  <on_poweroff>destroy</on_poweroff><on_reboot>destroy</on_reboot><on_crash>destroy</on_crash>
                  <devices>
                    <emulator>%s</emulator>
                    <controller type='usb' model='none'/>
                    <controller type='pci' index='0' model='pcie-root'/>
                    <controller type='pci' index='1' model='pcie-root-port'/>
                    <controller type='pci' index='2' model='pcie-root-port'/>
                    <controller type='pci' index='3' model='pcie-root-port'/>
                    <controller type='pci' index='4' model='pcie-root-port'/>
                    <interface type='bridge'>
                      <mac address='%s'/>
                      <source bridge='br0'/>
                      <target dev='%s'/>
                      <model type='virtio'/>
                      <teaming type='persistent'/>
                      <rom enabled='no'/>
                      <alias name='%s'/>
                      <address type='pci' domain='0' bus='1' slot='0' function='0'/>
                    </interface>
                    <serial type='file'><source path='%s' append='on'/></serial>
                    <channel type='unix'><target type='virtio' name='%s'/></channel>
                    <memballoon model='none'/>
                    %s
                  </devices>
                </domain>
                """.formatted(
                        name,
                        GuestImages.kernel(),
                        directory.resolve(INITRAMFS),
                        kernelArguments,
                        LibvirtHost.program("emulator"),
                        mac,
                        tap(),
                        STANDBY,
                        consoleFile(),
                        AGENT,
                        devices);
    }
}
