package io.netfailover.datapath;

/** Frames since the master was made, summed over CPUs; they survive the daemon. */
public record PathCounters(
        long transmittedOnPrimary,
        long transmittedOnStandby,
        long transmitDropped,
        long receivedOnPrimary,
        long receivedOnStandby,
        long receiveDropped) {
    static final PathCounters NONE = new PathCounters(0, 0, 0, 0, 0, 0);
}
