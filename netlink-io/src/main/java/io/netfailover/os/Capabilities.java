package io.netfailover.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The capabilities that a thread has in effect.
 *
 * @param effective CapEff of /proc/PID/status, a bit for each CAP_* of linux/capability.h
 */
public record Capabilities(long effective) {
    private static final Path CALLING_THREAD = Path.of("/proc/thread-self/status");
    private static final String EFFECTIVE = "CapEff:";

    /** Those of the calling thread. */
    public static Capabilities ofCallingThread() {
        try {
            return parse(Files.readAllLines(CALLING_THREAD));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the capabilities of this thread", e);
        }
    }

    /** @throws IllegalArgumentException when the lines of /proc/PID/status have no readable CapEff */
    static Capabilities parse(List<String> statusLines) {
        for (String line : statusLines) {
            if (line.startsWith(EFFECTIVE)) {
                return new Capabilities(Long.parseUnsignedLong(
                        line.substring(EFFECTIVE.length()).strip(), 16));
            }
        }
        throw new IllegalArgumentException("no " + EFFECTIVE + " in the status of the thread");
    }

    public boolean has(Capability capability) {
        return (effective >>> capability.bit() & 1) == 1;
    }
}
