package io.netfailover.jmx;

/** The host's journal. */
public interface JournalMXBean {
    long getEvents();

    long getEntities();

    long getBytesOnDisk();

    int getSchemaVersion();
}
