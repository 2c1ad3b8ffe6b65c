package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.util.List;

/** One of the two ways to ask the kernel what {@code ethtool} shows. */
interface EthtoolSource extends AutoCloseable {
    boolean linkDetected(IfIndex link);

    LinkModes linkModes(IfIndex link);

    Channels channels(IfIndex link);

    void setChannels(IfIndex link, Channels channels);

    List<Feature> features(IfIndex link);

    void setFeature(IfIndex link, String feature, boolean on);

    @Override
    void close();
}
