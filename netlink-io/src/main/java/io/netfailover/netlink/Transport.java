package io.netfailover.netlink;

import java.nio.ByteBuffer;

/** Carries datagrams to the kernel and back. */
interface Transport extends AutoCloseable {
    /** What a call of {@link #receive} brought. */
    enum Receipt {
        /** {@link #datagram()} holds it. */
        DATAGRAM,
        /** ENOBUFS: the kernel dropped messages since the last call, nobody knows how many. */
        OVERRUN,
        /** The datagram was longer than the buffer; what is left of it is not shown. */
        TRUNCATED,
        TIMEOUT,
        /** Another thread wants attention. */
        WOKEN
    }

    /** nl_pid, by which the kernel addresses its answers. */
    int port();

    /** Sends what lies between position and limit. */
    void send(ByteBuffer request);

    /**
     * Waits for a datagram of the kernel.
     *
     * @param timeoutMillis negative waits for ever
     * @throws NetlinkException when the socket fails
     */
    Receipt receive(int timeoutMillis);

    /** The last datagram from position to limit, in native byte order, valid until the next {@link #receive}. */
    ByteBuffer datagram();

    @Override
    void close();
}
