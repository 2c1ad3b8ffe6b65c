package io.netfailover.jmx;

import java.util.List;

/** What is wrong with this host, for as long as it lasts. */
public interface AlarmsMXBean {
    int getCount();

    /** Those that nobody has acknowledged. */
    int getUnacknowledged();

    /** Oldest first: {@code one-way of master ens10: primary ens11 has no carrier ...}. */
    List<String> getAlarms();

    /**
     * Says that it has been seen; nothing happens when there is no such alarm.
     *
     * @param kind {@code one-way}
     * @param subject {@code master ens10}
     */
    void acknowledge(String kind, String subject);
}
