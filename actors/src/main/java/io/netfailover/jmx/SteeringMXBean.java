package io.netfailover.jmx;

/** The steering reflex. */
public interface SteeringMXBean {
    long getSwitches();

    long getReflexes();

    /** From the netlink message to the map store, microseconds. */
    double getLastReflexMicros();

    /** What 99 % of them did not exceed. */
    double getP99ReflexMicros();

    double getMaxReflexMicros();
}
