package io.netfailover.netlink;

/** Hears what the kernel says about links, on the receiver's own thread: it must return at once and never throw. */
public interface LinkListener {
    /** RTM_NEWLINK: the link is new or something about it changed. */
    void linkChanged(Link link);

    /** RTM_DELLINK: the link is gone from this namespace. */
    void linkRemoved(Link link);

    /**
     * Messages were lost or could not be read (ENOBUFS, a truncated datagram, a malformed message): only a new dump tells the truth.
     *
     * @param reason for the log and the counters
     */
    void pictureLost(String reason);
}
