package io.netfailover.jmx;

import java.util.List;

/** The migrations that this host had a part in since its daemon started, the last 200, and its VFs. */
public interface MigrationsMXBean {
    /** Under way, degraded ones among them. */
    int getRunning();

    /** Moved, and something of the VM's network is still missing: to be looked at. */
    int getDegraded();

    int getCompleted();

    int getRefused();

    int getRolledBack();

    /** The VM ended while it was moved. */
    int getLost();

    /** What each that is under way does: {@code vm1-3 running: detach the VF}. */
    List<String> getUnderWay();

    /** Memory that those under way have sent so far, bytes. */
    long getTransferredBytes();

    int getFreeVfs();

    int getHeldVfs();
}
