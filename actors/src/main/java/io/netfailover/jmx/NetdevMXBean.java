package io.netfailover.jmx;

import org.jspecify.annotations.Nullable;

/** One link. */
public interface NetdevMXBean {
    String getName();

    int getIfIndex();

    String getKind();

    @Nullable
    String getMac();

    int getMtuBytes();

    boolean isUp();

    boolean isCarrier();

    String getOperState();

    /** Role for a failover master of ours, empty when it has none. */
    String getRole();

    /** That master's name. */
    String getFailoverMaster();

    boolean isJournalled();
}
