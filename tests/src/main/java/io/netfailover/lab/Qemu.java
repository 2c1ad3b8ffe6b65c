package io.netfailover.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One QEMU process under TCG, with its command line. Devices are JSON: as text, a primary could not be plugged twice. */
final class Qemu {
    static final String STANDBY_ID = "standby0";
    static final String PRIMARY_ID = "primary0";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final GuestSpec spec;
    private final Path directory;

    Qemu(GuestSpec spec, Path directory) {
        this.spec = spec;
        this.directory = directory;
    }

    Path agentSocket() {
        return directory.resolve("agent");
    }

    Path qmpSocket() {
        return directory.resolve("qmp");
    }

    Path console() {
        return directory.resolve("console");
    }

    /** What QEMU itself said. */
    Path messages() {
        return directory.resolve("qemu");
    }

    Path initramfs() {
        return directory.resolve("initramfs");
    }

    /**
     * Starts it, so that it ends with this JVM even when that is killed: the kernel sends SIGKILL when the thread that started it ends
     * ({@code PR_SET_PDEATHSIG}), so that thread has to live as long as QEMU.
     */
    Process start(List<GuestDisk> disks) {
        List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
        command.addAll(spec.namespace()
                .map(namespace -> namespace.inside(commandLine(disks)))
                .orElseGet(() -> commandLine(disks)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(messages().toFile());
        CompletableFuture<Process> started = new CompletableFuture<>();
        GuestAgent.daemon(
                        () -> {
                            try {
                                Process process = builder.start();
                                started.complete(process);
                                process.waitFor();
                            } catch (IOException e) {
                                started.completeExceptionally(e);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "qemu-parent")
                .start();
        try {
            return started.get();
        } catch (ExecutionException e) {
            throw new LabException("cannot start QEMU: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    private List<String> commandLine(List<GuestDisk> disks) {
        List<String> line =
                new ArrayList<>(List.of("qemu-system-x86_64", "-name", directory.getFileName() + ",process=qemu"));
        add(line, "-accel", "tcg,tb-size=64", "-machine", "q35", "-cpu", "max", "-m", spec.memoryMib() + "M");
        add(line, "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none");
        add(
                line,
                "-kernel",
                GuestImages.kernel().toString(),
                "-initrd",
                initramfs().toString());
        add(line, "-append", "console=ttyS0 quiet panic=-1" + (disks.isEmpty() ? "" : " " + GuestDisk.KERNEL_ARGUMENT));
        add(line, "-serial", "file:" + console());
        add(line, "-qmp", "unix:" + qmpSocket() + ",server=on,wait=off");
        add(line, "-chardev", "socket,id=agent,path=" + agentSocket() + ",server=on,wait=off");
        device(line, Map.of("driver", "virtio-serial-pci"));
        device(line, Map.of("driver", "virtserialport", "chardev", "agent"));
        disks.forEach(disk -> line.addAll(disk.arguments()));
        spec.cables().ifPresent(cables -> {
            device(line, Map.of("driver", "pcie-root-port", "id", "port0", "chassis", 1, "slot", 1));
            device(line, Map.of("driver", "pcie-root-port", "id", "port1", "chassis", 2, "slot", 2));
            add(line, "-netdev", cables.standby() + ",id=cable0", "-netdev", cables.primary() + ",id=cable1");
            device(line, nic("virtio-net-pci", STANDBY_ID, 0, "failover", true));
            device(line, primary());
        });
        return line;
    }

    /** What {@code device_add} takes as well. */
    Map<String, Object> primary() {
        return nic(spec.primaryDriver(), PRIMARY_ID, 1, "failover_pair_id", STANDBY_ID);
    }

    private Map<String, Object> nic(String driver, String id, int port, String property, Object value) {
        Map<String, Object> nic = new LinkedHashMap<>();
        nic.put("driver", driver);
        nic.put("id", id);
        nic.put("bus", "port" + port);
        nic.put("netdev", "cable" + port);
        nic.put("mac", spec.mac().toString());
        nic.put("romfile", "");
        nic.put(property, value);
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
}
