package io.netfailover.campaign;

import io.netfailover.netlink.Link;
import io.netfailover.netlink.VfLinkState;
import io.netfailover.netlink.VfSettings;
import io.netfailover.netlink.VfVlan;
import io.netfailover.types.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Chooses what a PF sets for one of its VFs: one thing, or several in one request. */
final class VfChanges {
    /** Of the simulated PF; one more is chosen too, which must be refused. */
    private static final int VFS = 4;

    private static final int MOST_SETTINGS = 4;
    private static final List<VfLinkState> LINK_STATES = List.of(VfLinkState.values());

    private final Random random;

    VfChanges(Random random) {
        this.random = random;
    }

    LinkChange next(Link pf) {
        int vf = random.nextInt(20) == 0 ? VFS : random.nextInt(VFS);
        List<String> words = new ArrayList<>(List.of("vf", "" + vf));
        VfSettings settings = VfSettings.none();
        int several = random.nextBoolean() ? 1 : 1 + random.nextInt(MOST_SETTINGS);
        for (int i = 0; i < several; i++) {
            settings = with(settings, words);
        }
        VfSettings whole = settings;
        return LinkChange.set(
                LinkChange.Topic.VF_SET,
                pf,
                (route, it) -> route.links().setVf(it.ifIndex(), vf, whole),
                words.toArray(String[]::new));
    }

    /** One more setting; chosen twice, ours keeps the later. */
    private VfSettings with(VfSettings settings, List<String> words) {
        boolean on = random.nextBoolean();
        int rate = random.nextInt(4_000);
        return switch (random.nextInt(9)) {
            case 0 -> {
                MacAddress mac = new MacAddress(0x020000000000L | random.nextInt() & 0xffffffffL);
                words.addAll(List.of("mac", mac.toString()));
                yield settings.withAddress(mac);
            }
            case 1, 2 -> withVlan(settings, words);
            case 3 -> {
                words.addAll(List.of("max_tx_rate", "" + rate));
                yield settings.withMaxTxRateMbps(rate);
            }
            case 4 -> {
                words.addAll(List.of("min_tx_rate", "" + rate));
                yield settings.withMinTxRateMbps(rate);
            }
            case 5 -> {
                words.addAll(List.of("spoofchk", word(on)));
                yield settings.withSpoofCheck(on);
            }
            case 6 -> {
                words.addAll(List.of("trust", word(on)));
                yield settings.withTrusted(on);
            }
            case 7 -> {
                words.addAll(List.of("query_rss", word(on)));
                yield settings.withRssQuery(on);
            }
            default -> {
                VfLinkState state = LINK_STATES.get(random.nextInt(LINK_STATES.size()));
                words.addAll(List.of("state", state.name().toLowerCase(Locale.ROOT)));
                yield settings.withLinkState(state);
            }
        };
    }

    private VfSettings withVlan(VfSettings settings, List<String> words) {
        if (random.nextInt(4) == 0) {
            words.addAll(List.of("vlan", "0"));
            return settings.withVlan(VfVlan.NONE);
        }
        int id = 1 + random.nextInt(4_094);
        int qos = random.nextInt(8);
        boolean service = random.nextBoolean();
        words.addAll(List.of("vlan", "" + id, "qos", "" + qos, "proto", service ? "802.1ad" : "802.1Q"));
        return settings.withVlan(new VfVlan(id, qos, service ? VfVlan.ETH_P_8021AD : VfVlan.ETH_P_8021Q));
    }

    private static String word(boolean on) {
        return on ? "on" : "off";
    }
}
