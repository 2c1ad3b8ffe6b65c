package io.netfailover.netlink;

import io.netfailover.os.NetworkNamespace;
import io.netfailover.types.IfIndex;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What {@code ethtool} shows and changes, in the network namespace of the thread that opened it: by generic netlink, and by ioctl where the
 * kernel does not have the family or the command. Every method throws {@link NetlinkException}: ENODEV when there is no such link, EOPNOTSUPP
 * when its driver does not know.
 */
public final class Ethtool implements AutoCloseable {
    private final Optional<EthtoolNetlink> netlink;
    private final EthtoolIoctl ioctl;

    Ethtool(Optional<EthtoolNetlink> netlink, EthtoolIoctl ioctl) {
        this.netlink = netlink;
        this.ioctl = ioctl;
    }

    public static Ethtool open() {
        return new Ethtool(EthtoolNetlink.open(), new EthtoolIoctl());
    }

    public static Ethtool openIn(NetworkNamespace namespace) {
        return namespace.call(Ethtool::open);
    }

    /** Netlink does not tell it. */
    public DriverIdentity driver(IfIndex link) {
        return ioctl.driver(link);
    }

    /**
     * Whether the link has carrier at this moment. Asking makes the kernel tell its listeners too, if it has held the news back
     * (linkwatch_sync_dev).
     */
    public boolean linkDetected(IfIndex link) {
        return read(source -> source.linkDetected(link));
    }

    public LinkModes linkModes(IfIndex link) {
        return read(source -> source.linkModes(link));
    }

    public Channels channels(IfIndex link) {
        return read(source -> source.channels(link));
    }

    public void setChannels(IfIndex link, Channels channels) {
        change(source -> source.setChannels(link, channels));
    }

    public List<Feature> features(IfIndex link) {
        return read(source -> source.features(link));
    }

    /** @return the feature as it is then: the kernel may refuse it silently, because of another feature */
    public Feature setFeature(IfIndex link, String feature, boolean on) {
        change(source -> source.setFeature(link, feature, on));
        return features(link).stream()
                .filter(found -> found.name().equals(feature))
                .findFirst()
                .orElseThrow(() -> NetlinkException.invalid("turn " + feature + " on or off", "it is gone again"));
    }

    private void change(Consumer<EthtoolSource> action) {
        read(source -> {
            action.accept(source);
            return true;
        });
    }

    private <T> T read(Function<EthtoolSource, T> question) {
        if (netlink.isPresent()) {
            try {
                return question.apply(netlink.get());
            } catch (NetlinkException e) {
                // the command may be younger than the kernel; a driver that does not know says so by ioctl again
                if (!e.is("EOPNOTSUPP")) {
                    throw e;
                }
            }
        }
        return question.apply(ioctl);
    }

    @Override
    public void close() {
        netlink.ifPresent(EthtoolNetlink::close);
        ioctl.close();
    }
}
