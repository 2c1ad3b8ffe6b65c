package io.netfailover.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Lets a thread that measures run before all else, so that a busy machine does not look like a gap. Niceness would count only among the
 * threads of one session, sched(7).
 */
public final class Precedence {
    private Precedence() {}

    /** Where it is not allowed, the calling thread goes on as it is. */
    public static void take() {
        try {
            String thread =
                    Path.of("/proc/thread-self").toRealPath().getFileName().toString();
            Command.run("chrt", "--fifo", "--pid", "1", thread);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
