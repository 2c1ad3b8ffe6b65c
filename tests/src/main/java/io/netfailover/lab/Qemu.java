package io.netfailover.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One QEMU process under TCG, with its command line. Devices are JSON: as text, a primary could not be plugged twice. */
final class Qemu {
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
        command.addAll(commandLine(disks));
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
        // A JVM makes new code all the time, and what has been translated of it must not be thrown away as often.
        add(
                line,
                "-accel",
                "tcg,tb-size=" + (spec.java() ? 512 : 64),
                "-machine",
                "q35",
                "-cpu",
                "max",
                "-m",
                spec.memoryMib() + "M");
        add(line, "-smp", "" + spec.processors());
        if (spec.counting()) {
            add(line, "-icount", "shift=0,sleep=off");
        }
        add(line, "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none");
        add(
                line,
                "-kernel",
                GuestImages.kernel().toString(),
                "-initrd",
                initramfs().toString());
        add(
                line,
                "-append",
                "console=ttyS0 quiet panic=-1" + (spec.counting() ? " nokaslr" : "")
                        + (disks.isEmpty() ? "" : " " + GuestDisk.KERNEL_ARGUMENT));
        add(line, "-serial", "file:" + console());
        add(line, "-qmp", "unix:" + qmpSocket() + ",server=on,wait=off");
        add(line, "-chardev", "socket,id=agent,path=" + agentSocket() + ",server=on,wait=off");
        device(line, Map.of("driver", "virtio-serial-pci"));
        device(line, Map.of("driver", "virtserialport", "chardev", "agent"));
        disks.forEach(disk -> line.addAll(disk.arguments()));
        for (int port = 0; port < spec.nics().size(); port++) {
            GuestNic nic = spec.nics().get(port);
            device(
                    line,
                    Map.of("driver", "pcie-root-port", "id", "port" + port, "chassis", port + 1, "slot", port + 1));
            add(line, "-netdev", cable(nic, port) + ",id=cable" + port);
            if (nic.plugged()) {
                device(line, device(nic));
            }
        }
        return line;
    }

    private String cable(GuestNic nic, int port) {
        return nic.wired() ? "stream,server=on,addr.type=unix,addr.path=" + cableSocket(nic) : "hubport,hubid=" + port;
    }

    Path cableSocket(GuestNic nic) {
        return directory.resolve(nic.id());
    }

    Map<String, Object> device(GuestNic nic) {
        int port = spec.nics().indexOf(nic);
        return nic.device("port" + port, "cable" + port);
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
