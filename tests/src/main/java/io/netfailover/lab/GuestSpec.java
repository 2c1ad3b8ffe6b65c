package io.netfailover.lab;

import io.netfailover.types.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a guest is made of.
 *
 * @param parts what {@code tests/guest/build} has to make, "base" first
 * @param primaryDriver of the emulated NIC that stands for a VF; vmxnet3 has carrier 20 times sooner than e1000e
 * @param cables what the two NICs are plugged into; without them there are none
 * @param namespace in which QEMU opens the taps
 */
public record GuestSpec(
        int memoryMib,
        List<String> parts,
        String primaryDriver,
        MacAddress mac,
        Optional<Cables> cables,
        Optional<LabNamespace> namespace) {
    private static final String JVM = "jvm";
    private static final int MEMORY_MIB = 192;
    /** Less, and the JVM's class data and the emulated machine's own needs meet. */
    private static final int MEMORY_WITH_JVM_MIB = 448;

    private static final MacAddress MAC = MacAddress.parse("52:54:00:00:12:53");

    public GuestSpec {
        parts = List.copyOf(parts);
    }

    /** QEMU's {@code -netdev}, without the id. */
    public record Cables(String standby, String primary) {}

    /** Only a kernel and its tools: for links that are made in it. */
    public static GuestSpec bare() {
        return new GuestSpec(MEMORY_MIB, List.of("base"), "vmxnet3", MAC, Optional.empty(), Optional.empty());
    }

    /** With the pair of which the guest's own driver makes a net_failover master; both have carrier and reach nobody. */
    public static GuestSpec failover() {
        return bare().withCables("hubport,hubid=0", "hubport,hubid=1");
    }

    /** With the pair, on taps that exist in that namespace. */
    public static GuestSpec failover(LabNamespace namespace, String standbyTap, String primaryTap, MacAddress mac) {
        GuestSpec spec = bare().withCables(tap(standbyTap), tap(primaryTap));
        return new GuestSpec(spec.memoryMib, spec.parts, spec.primaryDriver, mac, spec.cables, Optional.of(namespace));
    }

    private static String tap(String name) {
        return "tap,ifname=" + name + ",script=no,downscript=no";
    }

    private GuestSpec withCables(String standby, String primary) {
        return new GuestSpec(
                memoryMib, parts, primaryDriver, mac, Optional.of(new Cables(standby, primary)), namespace);
    }

    /** With a JVM and the classes of the program that asks for it. */
    public GuestSpec withJava() {
        return with(JVM).withMemory(Math.max(memoryMib, MEMORY_WITH_JVM_MIB));
    }

    /** With the driver of simulated PFs and VFs, which takes a compiler and 140 MB of downloads the first time. */
    public GuestSpec withNetdevsim() {
        return with("netdevsim");
    }

    public GuestSpec withPython() {
        return with("python");
    }

    public GuestSpec withMemory(int mib) {
        return new GuestSpec(mib, parts, primaryDriver, mac, cables, namespace);
    }

    private GuestSpec with(String part) {
        List<String> more = new ArrayList<>(parts);
        if (!more.contains(part)) {
            more.add(part);
        }
        return new GuestSpec(memoryMib, more, primaryDriver, mac, cables, namespace);
    }

    boolean java() {
        return parts.contains(JVM);
    }
}
