package io.netfailover.actors;

/**
 * @param switches changes of path of all masters since the daemon started
 * @param reflexes link messages that concerned a slave
 * @param lastReflexMicros from the netlink message to the map store, microseconds
 * @param p99ReflexMicros what 99 % of them did not exceed, pauses of the collector included; up to 12.5 % too high
 * @param maxReflexMicros the longest of them
 */
public record SteeringStatus(
        long switches, long reflexes, double lastReflexMicros, double p99ReflexMicros, double maxReflexMicros) {}
