package io.netfailover.datapath;

/**
 * How a program recognises a link in the kernel's memory.
 *
 * @param address of its {@code struct net_device}, 0 when unknown
 * @param net address of the {@code struct net} that it was in
 */
record CapturedDevice(long address, long net) {
    /** For programs that do not look at the device. */
    static final CapturedDevice UNKNOWN = new CapturedDevice(0, 0);
}
