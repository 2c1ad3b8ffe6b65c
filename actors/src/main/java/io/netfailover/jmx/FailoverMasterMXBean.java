package io.netfailover.jmx;

import java.util.List;

/** One failover master. Counters are frames since it was made. */
public interface FailoverMasterMXBean {
    String getName();

    /** creating, active, waiting, destroying or failed. */
    String getState();

    boolean isUp();

    boolean isCarrier();

    String getMac();

    int getMtuBytes();

    /** The slave in use: primary, standby or none. */
    String getPath();

    String getSteering();

    /** Names of the registered slaves that exist, the standby first. */
    List<String> getSlaves();

    /** Changes of path since the daemon started. */
    int getSwitches();

    long getTransmittedOnPrimary();

    long getTransmittedOnStandby();

    long getTransmitDropped();

    long getReceivedOnPrimary();

    long getReceivedOnStandby();

    long getReceiveDropped();

    List<String> getAlarms();
}
