package io.netfailover.lab;

import io.netfailover.bpf.ObjectIds;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which eBPF objects belong to a run: those that its processes were seen holding (proc(5) {@code fdinfo}). Counting all objects of the
 * machine before and after would accuse us of what others load meanwhile.
 */
public final class BpfCensus {
    private static final Pattern OBJECT = Pattern.compile("^(prog|map|link)_id:\\s*(\\d+)", Pattern.MULTILINE);

    private final RunId id;
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    BpfCensus(RunId id) {
        this.id = id;
    }

    /** Looks now at every process of the run. */
    public void look() {
        Leftovers.processes(id).forEach(this::look);
    }

    void look(long pid) {
        for (Path file : Leftovers.children(Path.of("/proc", Long.toString(pid), "fdinfo"))) {
            Matcher matcher = OBJECT.matcher(Leftovers.text(file));
            while (matcher.find()) {
                seen.add(matcher.group(1) + " " + matcher.group(2));
            }
        }
    }

    public int seen() {
        return seen.size();
    }

    /** Those of the run that the kernel still has. */
    List<String> alive() {
        if (seen.isEmpty()) {
            return List.of();
        }
        Set<String> alive = new TreeSet<>();
        ObjectIds.programs().forEach(id -> alive.add("prog " + id));
        ObjectIds.maps().forEach(id -> alive.add("map " + id));
        ObjectIds.links().forEach(id -> alive.add("link " + id));
        alive.retainAll(seen);
        return List.copyOf(alive);
    }
}
