package io.netfailover.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Looks for what one run left on the machine, by the run id that all its names, paths and addresses carry. */
public final class Leftovers {
    private final RunId id;
    private final Path directory;
    private final BpfCensus census;

    Leftovers(RunId id, Path directory) {
        this.id = id;
        this.directory = directory;
        this.census = new BpfCensus(id);
    }

    /** eBPF objects that the run's processes were seen with. */
    public BpfCensus census() {
        return census;
    }

    /** One line for each thing that is still there when {@code limit} is over; namespaces and eBPF objects are freed late. */
    List<String> await(Duration limit) {
        Wait.until(() -> find().isEmpty(), limit);
        return find();
    }

    /** What was found, in a sentence for the user. */
    public String verdict(List<String> found) {
        return found.isEmpty()
                ? "nothing is left behind: no namespace, link, process, mount, file or eBPF object (" + census.seen()
                        + " eBPF objects were in use)"
                : "LEFT BEHIND: " + String.join(", ", found);
    }

    List<String> find() {
        List<String> found = new ArrayList<>();
        children(Path.of("/run/netns")).forEach(file -> {
            if (file.getFileName().toString().startsWith(id.toString())) {
                found.add("namespace " + file.getFileName());
            }
        });
        links().forEach(link -> found.add("link " + link));
        ourProcesses().forEach(process -> found.add("process " + process));
        Mounts.under(directory).forEach(mount -> found.add("mount " + mount));
        if (Files.exists(directory)) {
            found.add("directory " + directory);
        }
        census.alive().forEach(object -> found.add("eBPF " + object));
        return found;
    }

    /** Links in the namespace of this process that have one of the run's addresses or its id. */
    private List<String> links() {
        String prefix = id.mac(0).toString().substring(0, "52:00:00:00:00".length());
        return Command.run("ip", "-o", "link")
                .orFail()
                .out()
                .lines()
                .filter(line -> line.contains(" " + prefix) || line.contains(id.toString()))
                .map(line -> line.split(" ", 3)[1])
                .toList();
    }

    /** Processes whose command or environment has the run's id, whoever started them. */
    private List<String> ourProcesses() {
        return processes(id).stream()
                .map(pid -> pid + " "
                        + text(Path.of("/proc", pid.toString(), "comm")).strip())
                .toList();
    }

    static List<Long> processes(RunId id) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> pid != ProcessHandle.current().pid())
                .filter(pid -> text(Path.of("/proc", pid.toString(), "cmdline")).contains(id.toString())
                        || text(Path.of("/proc", pid.toString(), "environ")).contains(id.toString()))
                .toList();
    }

    /** @throws LabException naming the process that will not end */
    static void awaitEnd(List<ProcessHandle> processes) {
        for (ProcessHandle process : processes) {
            try {
                process.onExit().get(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                throw new LabException("process " + process.pid() + " does not end", e);
            }
        }
    }

    /** Empty for what ended meanwhile. */
    public static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    static List<Path> children(Path parent) {
        try (Stream<Path> entries = Files.exists(parent) ? Files.list(parent) : Stream.empty()) {
            return entries.toList();
        } catch (IOException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            return List.of();
        }
    }
}
