package io.netfailover.lab;

import io.netfailover.types.MacAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What a guest is made of.
 *
 * @param parts what {@code tests/guest/build} has to make, "base" first
 * @param counting whether its clock counts instructions, a nanosecond for each
 */
public record GuestSpec(int memoryMib, int processors, boolean counting, List<String> parts, List<GuestNic> nics) {
    /** Of the primary that {@link #failover} has. */
    public static final String PRIMARY = "primary0";

    private static final String STANDBY = "standby0";
    private static final String JVM = "jvm";
    private static final int MEMORY_MIB = 192;
    /** Less, and the JVM's class data and the emulated machine's own needs meet. */
    private static final int MEMORY_WITH_JVM_MIB = 448;

    private static final MacAddress MAC = MacAddress.parse("52:54:00:00:12:53");

    public GuestSpec {
        parts = List.copyOf(parts);
        nics = List.copyOf(nics);
    }

    /** Only a kernel and its tools: for links that are made in it. */
    public static GuestSpec bare() {
        return new GuestSpec(MEMORY_MIB, 1, false, List.of("base"), List.of());
    }

    /** With the pair of which the guest's own driver makes a net_failover master; both have carrier and reach nobody. */
    public static GuestSpec failover() {
        return bare().withNics(List.of(
                GuestNic.virtio(STANDBY, MAC).offeringStandby(),
                GuestNic.vf(PRIMARY, MAC).pairedWith(STANDBY)));
    }

    public GuestSpec withNics(List<GuestNic> those) {
        return new GuestSpec(memoryMib, processors, counting, parts, those);
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

    /** With a program that sends and hears frames, and asks a netfailover in the guest. */
    public GuestSpec withFrames() {
        return with("frames");
    }

    /** With a program that sends numbered frames at an even pace, see {@link PulseStation}. */
    public GuestSpec withPulse() {
        return with("pulse");
    }

    public GuestSpec withMemory(int mib) {
        return new GuestSpec(mib, processors, counting, parts, nics);
    }

    /** For a guest whose daemon and whose commands should not wait for each other. */
    public GuestSpec withProcessors(int count) {
        return new GuestSpec(memoryMib, count, counting, parts, nics);
    }

    /** Whose time is the number of its instructions, and with the module that measures packets; the kernel lies where it always lies. */
    public GuestSpec withCounting() {
        return new GuestSpec(memoryMib, processors, true, parts, nics).with("percpu");
    }

    private GuestSpec with(String part) {
        List<String> more = new ArrayList<>(parts);
        if (!more.contains(part)) {
            more.add(part);
        }
        return new GuestSpec(memoryMib, processors, counting, more, nics);
    }

    boolean java() {
        return parts.contains(JVM);
    }
}
