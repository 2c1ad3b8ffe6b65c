package io.netfailover.lab;

import java.nio.file.Path;

/**
 * What a JVM takes of the machine.
 *
 * @param heapMegabytes what lives after a collection
 * @param residentMegabytes proc(5) {@code VmRSS}
 * @param descriptors open files, sockets and eBPF objects among them
 */
public record Footprint(double heapMegabytes, double residentMegabytes, int descriptors) {
    private static final String JCMD =
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();

    /** Has it collect its garbage first. */
    public static Footprint of(long pid) {
        return new Footprint(
                heapMegabytes(pid),
                residentMegabytes(pid),
                Leftovers.children(proc(pid, "fd")).size());
    }

    /** A histogram of what lives collects first; its last line is {@code Total <instances> <bytes>}. */
    private static double heapMegabytes(long pid) {
        String[] total = Command.run(JCMD, Long.toString(pid), "GC.class_histogram")
                .orFail()
                .out()
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new LabException("no total in the histogram of process " + pid))
                .split(" +", 3);
        return Double.parseDouble(total[2].strip()) / 1e6;
    }

    public static double residentMegabytes(long pid) {
        return Leftovers.text(proc(pid, "status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024 / 1e6)
                .findFirst()
                .orElseThrow(() -> new LabException("no VmRSS for process " + pid));
    }

    private static Path proc(long pid, String file) {
        return Path.of("/proc", Long.toString(pid), file);
    }
}
