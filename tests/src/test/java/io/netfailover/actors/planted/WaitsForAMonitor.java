package io.netfailover.actors.planted;

/** Breaks a rule on purpose. */
public final class WaitsForAMonitor {
    public synchronized void pause() throws InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            wait(1000);
        }
    }
}
