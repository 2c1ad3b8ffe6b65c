package io.netfailover.jmx;

/** The netlink event stream. */
public interface NetlinkMXBean {
    boolean isSynced();

    int getLinks();

    long getMessages();

    long getBytes();

    /** ENOBUFS: each stands for an unknown number of lost messages. */
    long getOverruns();

    long getMalformed();

    long getResyncs();

    /** Differences that only a dump showed. */
    long getCorrected();

    int getReceiveBufferBytes();
}
