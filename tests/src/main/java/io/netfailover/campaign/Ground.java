package io.netfailover.campaign;

import io.netfailover.lab.Command;
import io.netfailover.lab.LabException;
import io.netfailover.lab.LabNamespace;
import io.netfailover.lab.Removal;
import io.netfailover.lab.RunId;
import io.netfailover.os.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An empty network namespace to trample on; deleted with everything in it by {@link #close}, also on Ctrl-C. */
final class Ground implements AutoCloseable {
    /** Two thousand pairs, each deleted on its own, on a loaded machine. */
    private static final Duration BATCH_LIMIT = Duration.ofMinutes(5);

    private final LabNamespace namespace;
    private final Removal removal = new Removal("ground", this::delete);

    private Ground(String what) {
        namespace = new LabNamespace(RunId.random() + "-" + what);
    }

    /** @param what ends the namespace's name */
    static Ground make(String what) {
        Ground ground = new Ground(what);
        ground.removal.arm();
        Command.run("ip", "netns", "add", ground.namespace.name()).orFail();
        return ground;
    }

    LabNamespace namespace() {
        return namespace;
    }

    <T, E extends Exception> T call(NetworkNamespace.Action<T, E> action) throws E {
        return NetworkNamespace.named(namespace.name()).call(action);
    }

    /** {@code ip -force -batch}: what is refused is told in {@code err}, and the rest is done. */
    Command.Outcome batch(List<String> lines) {
        try {
            Path file = Files.createTempFile(namespace.name(), ".batch");
            try {
                Files.write(file, lines);
                return Command.run(
                        new ProcessBuilder("ip", "-n", namespace.name(), "-force", "-batch", file.toString()),
                        BATCH_LIMIT);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new LabException("cannot write a batch for ip: " + e.getMessage(), e);
        }
    }

    private void delete() {
        Command.run("ip", "netns", "delete", namespace.name());
    }

    @Override
    public void close() {
        removal.close();
    }
}
