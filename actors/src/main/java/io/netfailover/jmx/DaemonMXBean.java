package io.netfailover.jmx;

/** The daemon itself. */
public interface DaemonMXBean {
    String getVersion();

    String getHome();

    double getUptimeSeconds();

    /** @param level TRACE, DEBUG, INFO, WARN or ERROR; {@code ROOT} is the parent of all loggers */
    void setLogLevel(String logger, String level);
}
