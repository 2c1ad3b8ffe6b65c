package io.netfailover.netlink;

/**
 * What a {@link NetlinkReceiver} has seen since it was made.
 *
 * @param datagrams that the kernel sent
 * @param messages that the listener was told
 * @param ignored messages of other types or families (a bridge about its ports)
 * @param bytes of all datagrams
 * @param overruns ENOBUFS; each stands for an unknown number of lost messages
 * @param truncated datagrams longer than the buffer
 * @param malformed messages that broke the format
 * @param listenerFailures exceptions of the listener, which should never throw
 * @param lastMessageNanos {@link System#nanoTime()} of the last datagram, 0 before the first
 * @param receiveBufferBytes what the kernel gives the socket
 */
public record ReceiverStatistics(
        long datagrams,
        long messages,
        long ignored,
        long bytes,
        long overruns,
        long truncated,
        long malformed,
        long listenerFailures,
        long lastMessageNanos,
        int receiveBufferBytes) {}
