package io.netfailover.hypervisor.qmp;

import io.netfailover.types.DomainName;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A QEMU that we launched. It has a session of its own, so that it outlives the daemon; who it is lies in a file, with the time of its
 * start, so that a stranger who got its number later is never taken for it.
 *
 * @param startTicks field 22 of {@code /proc/PID/stat}, proc(5)
 * @param target where it awaits its migration, {@code tcp:10.0.0.2:49152}; empty while it does not yet, and when the VM has come
 */
record QemuProcess(long pid, long startTicks, String target) {
    private static final int STATE_FIELD = 3;
    private static final int START_FIELD = 22;
    private static final int SAID_CHARACTERS = 1000;

    /** @throws io.netfailover.hypervisor.HypervisorException when the command cannot be run at all */
    static QemuProcess launch(DomainName name, Path directory, List<String> commandLine) {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(commandLine);
        try {
            Files.createDirectories(directory);
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(log(name, directory).toFile())
                    .start();
            QemuProcess launched = new QemuProcess(
                    process.pid(), stat(process.pid()).map(Stat::startTicks).orElse(0L), "");
            launched.write(name, directory);
            return launched;
        } catch (IOException e) {
            throw Refusals.failed("cannot launch QEMU for " + name + ": " + e.getMessage(), "Mend its command.");
        }
    }

    /** The one that the file tells of, if it still lives. */
    static Optional<QemuProcess> find(DomainName name, Path directory) {
        try {
            String[] words = Files.readString(record(name, directory)).strip().split(" ", 3);
            QemuProcess process = new QemuProcess(
                    Long.parseLong(words[0]), Long.parseLong(words[1]), words.length == 3 ? words[2] : "");
            return Optional.of(process).filter(QemuProcess::alive);
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty(); // never launched here, or the file was written half: then it was not used either
        }
    }

    boolean awaits() {
        return !target.isEmpty();
    }

    QemuProcess awaiting(String uri, DomainName name, Path directory) {
        QemuProcess known = new QemuProcess(pid, startTicks, uri);
        known.write(name, directory);
        return known;
    }

    private void write(DomainName name, Path directory) {
        Path file = record(name, directory);
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(draft, (pid + " " + startTicks + " " + target).strip() + "\n");
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot record QEMU's process in " + file, e);
        }
    }

    /** Of that start, and no zombie. */
    boolean alive() {
        return stat(pid)
                .filter(stat -> stat.startTicks() == startTicks && stat.state() != 'Z')
                .isPresent();
    }

    /** SIGKILL, and waiting for its end, at most so long. */
    boolean kill(Duration limit) {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid).filter(found -> alive());
        handle.ifPresent(ProcessHandle::destroyForcibly);
        return awaitEnd(limit);
    }

    boolean awaitEnd(Duration limit) {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid).filter(found -> alive());
        if (handle.isEmpty()) {
            return true;
        }
        try {
            handle.get().onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return !alive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !alive();
    }

    static void forget(DomainName name, Path directory) {
        try {
            Files.deleteIfExists(record(name, directory));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + record(name, directory), e);
        }
    }

    /** The end of what the last QEMU of that name said. */
    static String said(DomainName name, Path directory) {
        try {
            String text = new String(Files.readAllBytes(log(name, directory)), StandardCharsets.UTF_8).strip();
            return text.substring(Math.max(0, text.length() - SAID_CHARACTERS));
        } catch (IOException e) {
            return "";
        }
    }

    private static Path record(DomainName name, Path directory) {
        return directory.resolve(name + ".pid");
    }

    private static Path log(DomainName name, Path directory) {
        return directory.resolve(name + ".log");
    }

    private record Stat(char state, long startTicks) {}

    private static Optional<Stat> stat(long pid) {
        try {
            String text = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            // The second field is the program's name in parentheses, which may hold blanks and parentheses itself.
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(new Stat(fields[0].charAt(0), Long.parseLong(fields[START_FIELD - STATE_FIELD])));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
