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
}
