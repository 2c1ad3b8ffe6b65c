package io.netfailover.netlink;

import io.netfailover.os.Libc;
import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jnr.ffi.Pointer;

/** SIOCETHTOOL with the structs of linux/ethtool.h: in every kernel, and the only way to the driver's name. */
final class EthtoolIoctl implements EthtoolSource {
    private static final int ENODEV = 19;
    private static final int EOPNOTSUPP = 95;
    private static final int ETHTOOL_GDRVINFO = 0x03;
    private static final int ETHTOOL_GLINK = 0x0a;
    private static final int ETHTOOL_GSTRINGS = 0x1b;
    private static final int ETHTOOL_GSSET_INFO = 0x37;
    private static final int ETHTOOL_GFEATURES = 0x3a;
    private static final int ETHTOOL_SFEATURES = 0x3b;
    private static final int ETHTOOL_GCHANNELS = 0x3c;
    private static final int ETHTOOL_SCHANNELS = 0x3d;
    private static final int ETHTOOL_GLINKSETTINGS = 0x4c;
    private static final int ETH_SS_FEATURES = 4;
    private static final int ETH_SS_LINK_MODES = 8;
    private static final int ETH_GSTRING_LEN = 32;

    private static final int DRVINFO_BYTES = 196;
    private static final int LINK_SETTINGS_BYTES = 48;
    private static final int CHANNELS_BYTES = 36;

    /** More than any kernel has; the count comes from the kernel. */
    private static final int MAX_STRINGS = 4096;

    /** link_mode_masks_nwords is an {@code s8}. */
    private static final int MAX_WORDS = 127;

    private final DeviceSocket socket = new DeviceSocket();

    synchronized DriverIdentity driver(IfIndex link) {
        ByteBuffer info = struct(DRVINFO_BYTES, ETHTOOL_GDRVINFO);
        call("read the driver", link, info);
        return new DriverIdentity(text(info, 4, 32), text(info, 36, 32), text(info, 68, 32), text(info, 100, 32));
    }

    @Override
    public synchronized boolean linkDetected(IfIndex link) {
        ByteBuffer value = struct(8, ETHTOOL_GLINK);
        call("read link state", link, value);
        return value.getInt(4) != 0;
    }

    /**
     * A first call with no room for the masks is answered with how many words they have, negative (ethtool_get_link_ksettings); {@code struct
     * ethtool_link_settings} is followed by three masks of that many.
     */
    @Override
    public synchronized LinkModes linkModes(IfIndex link) {
        ByteBuffer ask = struct(LINK_SETTINGS_BYTES, ETHTOOL_GLINKSETTINGS);
        call("read link modes", link, ask);
        int words = Math.min(-ask.get(15), MAX_WORDS);
        if (words <= 0) {
            throw NetlinkException.malformed("link mode masks of " + words + " words");
        }
        ByteBuffer settings = struct(LINK_SETTINGS_BYTES + 3 * words * Integer.BYTES, ETHTOOL_GLINKSETTINGS);
        settings.put(15, (byte) words);
        call("read link modes", link, settings);
        List<String> names = strings(link, ETH_SS_LINK_MODES);
        return new LinkModes(
                LinkModes.speed(settings.getInt(4)),
                LinkModes.Duplex.of(settings.get(8) & 0xff),
                settings.get(11) != 0,
                named(settings, LINK_SETTINGS_BYTES, words, names),
                named(settings, LINK_SETTINGS_BYTES + words * Integer.BYTES, words, names));
    }

    @Override
    public synchronized Channels channels(IfIndex link) {
        ByteBuffer channels = struct(CHANNELS_BYTES, ETHTOOL_GCHANNELS);
        call("read channels", link, channels);
        int[] counts = new int[8];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = channels.getInt(4 + 4 * i);
        }
        return new Channels(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], counts[7]);
    }

    @Override
    public synchronized void setChannels(IfIndex link, Channels channels) {
        ByteBuffer change = struct(CHANNELS_BYTES, ETHTOOL_SCHANNELS);
        change.putInt(20, channels.receive())
                .putInt(24, channels.transmit())
                .putInt(28, channels.other())
                .putInt(32, channels.combined());
        call("set channels", link, change);
    }

    @Override
    public synchronized List<Feature> features(IfIndex link) {
        List<String> names = strings(link, ETH_SS_FEATURES);
        int blocks = (names.size() + Integer.SIZE - 1) / Integer.SIZE;
        ByteBuffer features = struct(8 + blocks * 16, ETHTOOL_GFEATURES);
        features.putInt(4, blocks);
        call("read features", link, features);
        List<Feature> result = new ArrayList<>();
        for (int bit = 0; bit < names.size(); bit++) {
            // struct ethtool_get_features_block: available, requested, active, never_changed
            int block = 8 + bit / Integer.SIZE * 16;
            int mask = 1 << bit % Integer.SIZE;
            if (!names.get(bit).isEmpty()) {
                result.add(new Feature(
                        names.get(bit),
                        (features.getInt(block + 8) & mask) != 0,
                        (features.getInt(block + 4) & mask) != 0,
                        (features.getInt(block) & mask) != 0 && (features.getInt(block + 12) & mask) == 0));
            }
        }
        return result;
    }

    @Override
    public synchronized void setFeature(IfIndex link, String feature, boolean on) {
        List<String> names = strings(link, ETH_SS_FEATURES);
        int bit = names.indexOf(feature);
        if (bit < 0) {
            throw NetlinkException.failed("turn " + feature + " of link " + link + (on ? " on" : " off"), EOPNOTSUPP);
        }
        int blocks = (names.size() + Integer.SIZE - 1) / Integer.SIZE;
        ByteBuffer change = struct(8 + blocks * 8, ETHTOOL_SFEATURES);
        int block = 8 + bit / Integer.SIZE * 8;
        int mask = 1 << bit % Integer.SIZE;
        change.putInt(4, blocks).putInt(block, mask).putInt(block + 4, on ? mask : 0);
        call("turn " + feature + (on ? " on" : " off"), link, change);
    }

    private List<String> strings(IfIndex link, int set) {
        ByteBuffer info = struct(20, ETHTOOL_GSSET_INFO);
        info.putLong(8, 1L << set);
        call("count names", link, info);
        int count = info.getLong(8) == 0 ? 0 : Math.min(info.getInt(16), MAX_STRINGS);
        ByteBuffer strings = struct(12 + count * ETH_GSTRING_LEN, ETHTOOL_GSTRINGS);
        strings.putInt(4, set).putInt(8, count);
        call("read names", link, strings);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(text(strings, 12 + i * ETH_GSTRING_LEN, ETH_GSTRING_LEN));
        }
        return names;
    }

    private void call(String what, IfIndex link, ByteBuffer command) {
        String operation = what + " of link " + link;
        byte[] name = socket.nameOf(link).orElseThrow(() -> NetlinkException.failed(operation, ENODEV));
        int errno = socket.ethtool(name, Pointer.wrap(Libc.RUNTIME, command));
        if (errno > 0) {
            throw NetlinkException.failed(what + " of " + DeviceSocket.text(name), errno);
        }
    }

    private static ByteBuffer struct(int bytes, int command) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).putInt(0, command);
    }

    private static String text(ByteBuffer struct, int offset, int length) {
        byte[] text = new byte[length];
        struct.get(offset, text);
        return DeviceSocket.text(text);
    }

    private static Set<String> named(ByteBuffer struct, int offset, int words, List<String> names) {
        Set<String> on = new HashSet<>();
        for (int bit = 0; bit < Math.min(names.size(), words * Integer.SIZE); bit++) {
            if ((struct.getInt(offset + bit / Integer.SIZE * 4) & 1 << bit % Integer.SIZE) != 0) {
                on.add(names.get(bit));
            }
        }
        return on;
    }

    @Override
    public synchronized void close() {
        socket.close();
    }
}
