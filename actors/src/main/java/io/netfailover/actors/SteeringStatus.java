package io.netfailover.actors;

/**
 * @param switches changes of path of all masters since the daemon started
 * @param reflexes link messages that concerned a slave
 * @param lastReflexMicros from the netlink message to the map store, microseconds
 * @param maxReflexMicros the longest of them
 */
public record SteeringStatus(long switches, long reflexes, double lastReflexMicros, double maxReflexMicros) {}
