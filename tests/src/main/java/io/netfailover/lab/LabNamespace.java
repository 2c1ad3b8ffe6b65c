package io.netfailover.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A named network namespace of a lab. */
public record LabNamespace(String name) {
    public Path file() {
        return Path.of("/run/netns", name);
    }

    /**
     * The command, run in this namespace. {@code nsenter} changes the network namespace alone; {@code ip netns exec} would also make a
     * mount namespace, with which a bpffs mounted by the program would vanish.
     */
    public List<String> inside(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("nsenter", "--net=" + file()));
        whole.addAll(command);
        return whole;
    }

    /** {@code ip} with these arguments, here. */
    public Command.Outcome ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments));
        return Command.run(command.toArray(String[]::new));
    }

    /** Whatever runs here. */
    public List<ProcessHandle> processes() {
        return Command.run("ip", "netns", "pids", name)
                .orFail()
                .out()
                .lines()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).stream())
                .toList();
    }

    /** @param program as in {@code /proc/PID/comm}, 15 characters at most */
    public List<ProcessHandle> processes(String program) {
        return processes().stream()
                .filter(process -> Leftovers.text(Path.of("/proc", Long.toString(process.pid()), "comm"))
                        .strip()
                        .equals(program))
                .toList();
    }
}
