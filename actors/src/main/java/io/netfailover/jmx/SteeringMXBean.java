package io.netfailover.jmx;

/** The steering reflex. */
public interface SteeringMXBean {
    long getSwitches();

    long getReflexes();

    /** From the netlink message to the map store, microseconds. */
    double getLastReflexMicros();

    double getMaxReflexMicros();
}
