package io.netfailover.jmx;

import java.util.List;
import java.util.Map;

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

    /** What the slaves have counted for it, by the names of rtnl_link_stats64; 0 for names that are missing. Never less than before. */
    Map<String, Long> getStatistics();

    /** 0 while it is not known. */
    int getSpeedMbits();

    List<String> getAlarms();
}
