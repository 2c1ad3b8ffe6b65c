package io.netfailover.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfailover.types.MacAddress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A Debian guest that boots from a disk under emulation, on a LAN with a DHCP server: a virtio NIC and a second one of the same address that
 * stands for the VF. It reboots, loses and gets its VF, and moves between two QEMUs. {@link #close} removes all of it.
 */
public final class DebianGuest implements AutoCloseable {
    /** Emulation of a whole system; half a minute on a quiet machine, minutes on one with other work. */
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(15);

    private static final Duration RUN_LIMIT = Duration.ofMinutes(3);
    private static final Duration SOCKET_LIMIT = Duration.ofSeconds(10);
    private static final Duration PLUG_LIMIT = Duration.ofSeconds(60);
    private static final Duration MIGRATION_LIMIT = Duration.ofMinutes(4);
    private static final String VF = "vf0";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunId id = RunId.random();
    private final Path directory = Path.of(System.getProperty("java.io.tmpdir"), id.toString());
    private final Leftovers leftovers = new Leftovers(id, directory);
    private final Removal removal = new Removal("debian-guest", this::end);
    private final MacAddress mac = id.mac(1);
    private final DebianSpec spec;
    private final DebianLan lan;
    private final List<ProcessHandle> qemus = new ArrayList<>();
    private int host;
    private @Nullable GuestAgent agent;
    private @Nullable Qmp qmp;

    private DebianGuest(DebianSpec spec) {
        this.spec = spec;
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            throw new LabException("cannot make " + directory + ": " + e.getMessage(), e);
        }
        lan = DebianLan.make(new LabNamespace(id + "-lan"), directory, List.of("standby0", "vf0", "standby1", "vf1"));
    }

    /** Starts it; it boots meanwhile. */
    public static DebianGuest start(DebianSpec spec, DebianImage.Change change) {
        DebianGuest guest = new DebianGuest(spec);
        guest.removal.arm();
        try {
            DebianImage.make(spec.arm(), guest.disk(), spec.with(change));
            guest.launch(false);
            return guest;
        } catch (RuntimeException e) {
            guest.close();
            throw e;
        }
    }

    /** Until commands can be run. */
    public void awaitBoot() {
        if (!boots()) {
            throw new LabException("the guest does not boot: " + console());
        }
    }

    /** Whether commands can be run within the longest time that a boot takes. */
    public boolean boots() {
        try {
            present(agent).ready().get(BOOT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new LabException("the guest does not boot: " + console(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    /** As a person would, from inside. */
    public void reboot() {
        reboot(() -> {});
    }

    /** @param meanwhile done when the guest has gone down and before it is up again */
    public void reboot(Runnable meanwhile) {
        GuestAgent before = present(agent);
        before.send("systemctl reboot", new byte[0]);
        if (present(qmp)
                .event("RESET", data -> data.path("guest").asBoolean(), BOOT_LIMIT)
                .isEmpty()) {
            throw new LabException("the guest does not reboot: " + console());
        }
        meanwhile.run();
        before.close();
        agent = GuestAgent.connect(socket("agent"), SOCKET_LIMIT);
        awaitBoot();
    }

    public Command.Outcome run(String script) {
        return run(script, RUN_LIMIT);
    }

    public Command.Outcome run(String script, Duration limit) {
        GuestAgent.Sent sent = present(agent).send(script, new byte[0]);
        try {
            GuestAgent.Reply reply = sent.reply().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return new Command.Outcome(List.of("sh", "-c", script), reply.exit(), reply.out(), reply.err());
        } catch (TimeoutException | ExecutionException e) {
            throw new LabException("the guest did not end: " + script + "; its console: " + console(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    public void unplugVf() {
        present(qmp).execute("device_del", Map.of("id", VF));
        if (present(qmp)
                .event("DEVICE_DELETED", data -> data.path("device").asText().equals(VF), PLUG_LIMIT)
                .isEmpty()) {
            throw new LabException("the guest does not let go of its VF: " + console());
        }
    }

    public void plugVf() {
        present(qmp).execute("device_add", vf());
    }

    /** To another QEMU, as to another host; the VF must be unplugged. */
    public void migrate() {
        Qmp source = present(qmp);
        GuestAgent before = present(agent);
        ProcessHandle old = qemus.get(qemus.size() - 1);
        host = 1 - host;
        Path socket = socket("migration");
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new LabException("cannot delete " + socket + ": " + e.getMessage(), e);
        }
        launch(true);
        source.execute("migrate", Map.of("uri", "unix:" + socket));
        boolean moved = Wait.until(
                () -> source.execute("query-migrate", Map.of())
                        .path("status")
                        .asText()
                        .matches("completed|failed"),
                MIGRATION_LIMIT);
        String status = source.execute("query-migrate", Map.of()).path("status").asText();
        if (!moved || !status.equals("completed")) {
            throw new LabException("the migration ended as " + status + ": " + console());
        }
        before.close();
        source.close();
        Command.kill(old);
        Leftovers.awaitEnd(List.of(old));
    }

    private void launch(boolean incoming) {
        List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
        command.addAll(new LabNamespace(id + "-lan").inside(commandLine(incoming)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(socket("qemu").toFile());
        synchronized (this) {
            qemus.add(Command.start(builder).toHandle());
        }
        try {
            agent = GuestAgent.connect(socket("agent"), SOCKET_LIMIT);
            qmp = Qmp.connect(socket("qmp"), SOCKET_LIMIT);
        } catch (LabException e) {
            throw new LabException(e.getMessage() + "; QEMU said: " + Leftovers.text(socket("qemu")), e);
        }
    }

    private List<String> commandLine(boolean incoming) {
        List<String> line = new ArrayList<>(List.of("qemu-system-x86_64", "-name", id + ",process=qemu"));
        add(line, "-accel", "tcg,tb-size=" + spec.translationMib(), "-machine", "q35", "-cpu", "max");
        add(line, "-m", spec.memoryMib() + "M", "-smp", "" + spec.processors());
        add(line, "-nodefaults", "-no-user-config", "-display", "none");
        add(line, "-kernel", GuestImages.kernel().toString());
        boolean networkFirst = Files.exists(DebianImage.initramfs(disk()));
        add(line, "-initrd", (networkFirst ? DebianImage.initramfs(disk()) : DebianImage.initramfs()).toString());
        String arguments = "console=ttyS0 quiet systemd.show_status=0 panic=-1 root=/dev/vda rw";
        add(line, "-append", networkFirst ? arguments + " ip=dhcp rd.neednet=1" : arguments);
        add(line, "-serial", "file:" + socket("console"));
        add(line, "-qmp", "unix:" + socket("qmp") + ",server=on,wait=off");
        add(line, "-chardev", "socket,id=agent,path=" + socket("agent") + ",server=on,wait=off");
        device(line, Map.of("driver", "virtio-serial-pci"));
        device(line, Map.of("driver", "virtserialport", "chardev", "agent", "name", "agent"));
        add(line, "-drive", "if=none,id=disk,format=raw,cache=unsafe,file.locking=off,file=" + disk());
        device(line, Map.of("driver", "virtio-blk-pci", "drive", "disk"));
        device(line, Map.of("driver", "virtio-rng-pci"));
        for (int port = 0; port < 2; port++) {
            device(
                    line,
                    Map.of("driver", "pcie-root-port", "id", "port" + port, "chassis", port + 1, "slot", port + 1));
        }
        for (String nic : List.of("standby", "vf")) {
            add(line, "-netdev", "tap,id=" + nic + ",ifname=" + nic + host + ",script=no,downscript=no");
        }
        device(line, nic("virtio-net-pci", "standby", "port0", Map.of("failover", spec.standbyOffered())));
        if (incoming) {
            add(line, "-incoming", "unix:" + socket("migration"));
        } else {
            device(line, vf());
        }
        return line;
    }

    private Map<String, Object> vf() {
        return nic("vmxnet3", "vf", "port1", Map.of("id", VF));
    }

    private Map<String, Object> nic(String driver, String netdev, String bus, Map<String, Object> more) {
        Map<String, Object> nic = new LinkedHashMap<>(
                Map.of("driver", driver, "netdev", netdev, "bus", bus, "mac", mac.toString(), "romfile", ""));
        nic.putAll(more);
        return nic;
    }

    private static void device(List<String> line, Map<String, ?> properties) {
        try {
            add(line, "-device", JSON.writeValueAsString(properties));
        } catch (JsonProcessingException e) {
            throw new LabException("a device is plain JSON", e);
        }
    }

    private static void add(List<String> line, String... words) {
        line.addAll(List.of(words));
    }

    public DebianLan lan() {
        return lan;
    }

    private Path disk() {
        return directory.resolve("disk");
    }

    /** Each QEMU has its own. */
    private Path socket(String name) {
        return directory.resolve(name + host);
    }

    /** The last lines of the kernel's console. */
    public String console() {
        String text = Leftovers.text(socket("console")).strip();
        return text.substring(Math.max(0, text.length() - 2000));
    }

    private static <T> T present(@Nullable T part) {
        if (part == null) {
            throw new LabException("the guest is not running");
        }
        return part;
    }

    /** One line for each thing that is still there; for after {@link #close}. */
    public List<String> leftovers() {
        return leftovers.await(Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        removal.close();
    }

    private synchronized void end() {
        if (agent != null) {
            agent.close();
        }
        if (qmp != null) {
            qmp.close();
        }
        qemus.forEach(Command::kill);
        Leftovers.awaitEnd(qemus);
        lan.close();
        Removal.delete(directory);
    }
}
