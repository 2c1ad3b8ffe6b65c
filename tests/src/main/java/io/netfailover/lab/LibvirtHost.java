package io.netfailover.lab;

import io.netfailover.hypervisor.MigrationTarget;
import io.netfailover.hypervisor.libvirt.LibvirtSettings;
import io.netfailover.hypervisor.libvirt.VfTemplate;
import io.netfailover.types.DomainName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real libvirtd with network, mount and UTS namespaces, sockets and a host UUID of its own ({@code tests/libvirt/host}). */
public final class LibvirtHost {
    /** The first time it asks each emulator what it can do. */
    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    private final LabNamespace namespace;
    private final Path directory;
    private final int number;
    private final Path shim;
    private @Nullable Process process;

    LibvirtHost(LabNamespace namespace, Path directory, int number, Path shim) {
        this.namespace = namespace;
        this.directory = directory;
        this.number = number;
        this.shim = shim;
    }

    /** Starts libvirtd; also again, after {@link #kill}: VMs live on without it. */
    public void start() {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--uts", "--propagation", "private"));
        command.add(program("host").toString());
        command.addAll(List.of(directory.toString(), name(), address(), uuid()));
        command.addAll(List.of(LibvirtLab.PF, shim.toString()));
        ProcessBuilder builder = new ProcessBuilder(namespace.inside(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Process started = Command.start(builder);
        process = started;
        boolean answers =
                Wait.until(() -> !started.isAlive() || virsh("version").exit() == 0, START_LIMIT);
        if (!answers || !started.isAlive()) {
            throw new LabException("libvirtd " + name() + " does not answer: " + Leftovers.text(output()));
        }
    }

    static Path program(String name) {
        return Program.root().resolve("tests/libvirt").resolve(name);
    }

    /** What libvirtd itself says. */
    private Path output() {
        return directory.resolveSibling(name() + ".out");
    }

    /** What libvirtd noted of hotplug and migration ({@code tests/libvirt/host}). */
    Path log() {
        return directory.resolve("log/libvirtd.log");
    }

    /** What the QEMU of a domain said here. */
    Path log(DomainName domain) {
        return directory.resolve("log/qemu/" + domain + ".log");
    }

    List<ProcessHandle> qemus() {
        return namespace.processes("qemu-system-x86");
    }

    /** SIGKILL to libvirtd alone. */
    public void kill() {
        signal("KILL");
        Process victim = process;
        if (victim != null) {
            Leftovers.awaitEnd(List.of(victim.toHandle()));
        }
    }

    /** @param name as {@code STOP} */
    public void signal(String name) {
        Process target = process;
        if (target != null) {
            Command.run("kill", "-" + name, Long.toString(target.pid())).orFail();
        }
    }

    /** Ends it, when it runs. */
    void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }

    public Command.Outcome virsh(String... arguments) {
        List<String> command = new ArrayList<>(List.of("virsh", "--quiet", "--connect", uri()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8"));
        return Command.run(builder, Command.LIMIT);
    }

    /** By its socket, from every namespace. */
    public String uri() {
        return "qemu+unix:///system?socket=" + directory.resolve("sock/libvirt-sock");
    }

    /** By the fabric, for the other libvirtd. */
    public MigrationTarget target() {
        return new MigrationTarget("qemu+tcp://" + address() + "/system", "");
    }

    public LibvirtSettings settings(VfTemplate vf) {
        return new LibvirtSettings(uri(), target(), vf);
    }

    public LabNamespace namespace() {
        return namespace;
    }

    public String address() {
        return LibvirtLab.NETWORK + number;
    }

    /** Of its bridge and its uplink VF. */
    String mac() {
        return "02:77:00:00:00:0" + number;
    }

    public String name() {
        return "hv" + number;
    }

    private String uuid() {
        return "0000000" + number + "-1111-2222-3333-444444444444";
    }

    /** What was set on VFs through the PF, a line each. */
    public List<String> vfLog() {
        return Leftovers.text(directory.resolve("vf.log")).lines().toList();
    }

    /** The newest socket of the agent's port of a guest that runs here. */
    Path agentSocket(String domain) {
        return Leftovers.children(directory.resolve("lib/qemu/channel/target")).stream()
                .filter(each -> each.getFileName().toString().endsWith("-" + domain))
                .map(each -> each.resolve(LibvirtGuest.AGENT))
                .filter(Files::exists)
                .max(java.util.Comparator.comparing((Path path) -> path.toFile().lastModified()))
                .orElseThrow(() -> new LabException("no agent of " + domain + " on " + name()));
    }
}
