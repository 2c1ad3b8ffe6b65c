package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** The generic netlink family {@code ethtool}, since Linux 5.6; links are named by their number. */
final class EthtoolNetlink implements EthtoolSource {
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final int DATAGRAM_BYTES = 64 * 1024;

    private final Conversation kernel;
    private final int family;

    private EthtoolNetlink(Conversation kernel, int family) {
        this.kernel = kernel;
        this.family = family;
    }

    /** Empty when the kernel does not have the family. */
    static Optional<EthtoolNetlink> open() {
        Conversation kernel =
                new Conversation(NetlinkSocket.open(NetlinkSocket.NETLINK_GENERIC, DATAGRAM_BYTES), DEADLINE);
        try {
            EthtoolMessage.findFamily(kernel.request(), "ethtool");
            OptionalInt family = kernel.ask(
                    () -> "find the netlink family ethtool", EthtoolMessage.GENL_ID_CTRL, EthtoolMessage::decodeFamily);
            if (family.isPresent()) {
                return Optional.of(new EthtoolNetlink(kernel, family.getAsInt()));
            }
            kernel.close();
            return Optional.empty();
        } catch (NetlinkException e) {
            kernel.close();
            if (e.is("ENOENT")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public synchronized boolean linkDetected(IfIndex link) {
        return ask("link state", link, EthtoolMessage.LINKSTATE_GET, EthtoolMessage::decodeLinkState);
    }

    @Override
    public synchronized LinkModes linkModes(IfIndex link) {
        return ask("link modes", link, EthtoolMessage.LINKMODES_GET, EthtoolMessage::decodeLinkModes);
    }

    @Override
    public synchronized Channels channels(IfIndex link) {
        return ask("channels", link, EthtoolMessage.CHANNELS_GET, EthtoolMessage::decodeChannels);
    }

    @Override
    public synchronized void setChannels(IfIndex link, Channels channels) {
        Channels now = channels(link);
        EthtoolMessage.setChannels(kernel.request(), family, link, channels, now);
        kernel.execute(() -> "set channels of link " + link);
    }

    @Override
    public synchronized List<Feature> features(IfIndex link) {
        return ask("features", link, EthtoolMessage.FEATURES_GET, EthtoolMessage::decodeFeatures);
    }

    @Override
    public synchronized void setFeature(IfIndex link, String feature, boolean on) {
        EthtoolMessage.setFeature(kernel.request(), family, link, feature, on);
        kernel.execute(() -> "turn " + feature + " of link " + link + (on ? " on" : " off"));
    }

    private <T> T ask(String what, IfIndex link, int command, Function<ByteBuffer, T> decoder) {
        EthtoolMessage.get(kernel.request(), family, command, link);
        return kernel.ask(() -> "read " + what + " of link " + link, family, decoder);
    }

    @Override
    public synchronized void close() {
        kernel.close();
    }
}
