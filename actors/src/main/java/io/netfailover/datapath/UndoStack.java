package io.netfailover.datapath;

import java.util.ArrayDeque;
import java.util.Deque;

/** What undoes the steps of one effect, the last first. */
final class UndoStack {
    private final Deque<Runnable> undo = new ArrayDeque<>();

    /** Before the step, so that also a half-done one is undone. */
    void push(Runnable step) {
        undo.push(step);
    }

    /** Undoes all; what resists is told with {@code cause}. */
    void unwind(RuntimeException cause) {
        while (!undo.isEmpty()) {
            try {
                undo.pop().run();
            } catch (RuntimeException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
