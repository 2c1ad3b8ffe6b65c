package io.netfailover.lab;

import java.util.concurrent.atomic.AtomicLong;

/** Links that come and go in the guest all the time, so that ifindexes and kernel memory of a link that went find new owners. */
public final class Churn implements AutoCloseable {
    private final LabNamespace guest;
    private final AtomicLong links = new AtomicLong();
    private final Thread thread = new Thread(this::churn, "churn");
    private volatile boolean open = true;

    private Churn(LabNamespace guest) {
        this.guest = guest;
        thread.setDaemon(true);
    }

    public static Churn start(Lab lab) {
        Churn churn = lab.tie(new Churn(lab.guest()));
        churn.thread.start();
        return churn;
    }

    private void churn() {
        while (open) {
            String name = "churn" + links.get() % 10;
            // Whether it worked matters to nobody: the namespace may be going.
            guest.ip("link", "add", name, "up", "type", "veth", "peer", "name", name + "p");
            guest.ip("link", "delete", name);
            links.addAndGet(2);
        }
    }

    /** How many have come and gone. */
    public long links() {
        return links.get();
    }

    @Override
    public void close() {
        open = false;
        Wait.end(thread);
    }
}
