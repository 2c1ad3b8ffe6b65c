package io.netfailover.lab;

import java.io.IOException;
import java.nio.file.Path;

/** Removes what something on the machine left there: once, when it is closed or, once armed, when the virtual machine ends. */
public final class Removal implements AutoCloseable {
    /** One of several things to remove. */
    interface Step {
        void run() throws Exception;
    }

    private final Runnable removing;
    private final Thread hook;
    private boolean begun;

    /** @param what it removes, for the name of a thread */
    public Removal(String what, Runnable removing) {
        this.removing = removing;
        this.hook = new Thread(this::remove, what + "-removal");
    }

    /** Before anything is made: a virtual machine that is ending takes no hook, and must not be left with what is made after it. */
    public void arm() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** While the virtual machine ends, its hook does this. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the hook is running
        }
        remove();
    }

    private void remove() {
        synchronized (this) {
            if (begun) {
                return;
            }
            begun = true;
        }
        removing.run();
    }

    /** Whether what it removes is not to be used any more. */
    synchronized boolean begun() {
        return begun;
    }

    /** What a step cannot remove is found by {@link Leftovers}, the judge; here it must only not keep the next step from being tried. */
    static void attempt(Step step) {
        try {
            step.run();
        } catch (Exception e) {
            System.err.println("lab removal: " + (e instanceof LabException ? e.getMessage() : e));
        }
    }

    /** @throws LabException with the folder's name */
    static void delete(Path directory) {
        try {
            Trees.delete(directory);
        } catch (IOException e) {
            throw new LabException("cannot delete " + directory + ": " + e.getMessage(), e);
        }
    }
}
