package io.netfailover.campaign;

import static io.netfailover.campaign.LinkChange.Topic.BRIDGE_SET;
import static io.netfailover.campaign.LinkChange.Topic.LINK_DELETED;
import static io.netfailover.campaign.LinkChange.Topic.LINK_SET;
import static io.netfailover.campaign.LinkChange.Topic.MOVE;
import static io.netfailover.campaign.LinkChange.Topic.PORT;

import io.netfailover.netlink.BridgeSettings;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.types.MacAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;

/** Chooses changes of links, all of them following from the seed and from the links that there are. */
final class LinkChanges {
    /** More would only make each comparison longer. */
    private static final int MOST_LINKS = 16;

    private static final int FEWEST_LINKS = 4;

    private final Random random;
    private final LinkCreations creations;
    private final BondChanges bondChanges;
    private final VfChanges vfChanges;
    private int made;

    /** @param kinds that this kernel can make: {@code veth}, {@code bridge}, {@code macvlan}, ... */
    LinkChanges(Random random, List<String> kinds) {
        this.random = random;
        this.bondChanges = new BondChanges(random);
        this.creations = new LinkCreations(random, kinds, bondChanges);
        this.vfChanges = new VfChanges(random);
    }

    /**
     * A change in one network namespace.
     *
     * @param links that exist there, the loopback link among them
     * @param other namespace to which links may be moved
     */
    LinkChange next(List<Link> links, Site other) {
        List<Link> changeable = links.stream().filter(Link::isEthernet).toList();
        boolean few = changeable.size() < FEWEST_LINKS;
        if (few || changeable.size() < MOST_LINKS && random.nextInt(6) == 0) {
            return creations.next(links, changeable, made++);
        }
        Link link = pick(changeable);
        return switch (random.nextInt(16)) {
            case 0 ->
                LinkChange.of(
                                LINK_DELETED,
                                link,
                                List.of("link", "delete", link.name()),
                                (route, it) -> route.delete(it.ifIndex()))
                        .leavingNothing();
            case 1, 2 -> move(link, other);
            case 3, 4 -> ofPf(link, changeable);
            case 5, 6, 7, 8, 9 -> ofBond(link, changeable);
            case 10, 11 -> ofItsPlace(link, changeable);
            default -> ofItself(link);
        };
    }

    private LinkChange ofPf(Link otherwise, List<Link> links) {
        List<Link> pfs = links.stream()
                .filter(link -> link.parentBus().equals("netdevsim"))
                .toList();
        return pfs.isEmpty() ? ofItself(otherwise) : vfChanges.next(pick(pfs));
    }

    private LinkChange ofBond(Link otherwise, List<Link> links) {
        List<Link> bonds =
                links.stream().filter(link -> link.kind().equals("bond")).toList();
        if (bonds.isEmpty()) {
            return creations.canMakeBonds() ? bondChanges.creation(otherwise, "bond" + made++) : ofItself(otherwise);
        }
        return bondChanges.next(pick(bonds), links);
    }

    private static LinkChange move(Link link, Site other) {
        return LinkChange.set(
                        MOVE, link, (route, it) -> other.admit(route.links(), it.ifIndex()), "netns", other.wordForIp())
                .leavingNothing();
    }

    /** What a link is told about itself. */
    private LinkChange ofItself(Link link) {
        boolean on = random.nextBoolean();
        String word = on ? "on" : "off";
        return switch (random.nextInt(13)) {
            case 0, 1, 2 ->
                set(link, (route, it) -> route.setUp(it.ifIndex(), !it.isUp()), link.isUp() ? "down" : "up");
            case 3 -> {
                int mtu = 1280 + random.nextInt(7_000);
                yield set(link, (route, it) -> route.setMtu(it.ifIndex(), mtu), "mtu", "" + mtu)
                        .showing("/mtu", mtu);
            }
            case 4 -> {
                String name = "renamed" + made++;
                yield set(link, (route, it) -> route.rename(it.ifIndex(), name), "name", name)
                        .showing("/ifname", name);
            }
            case 5 -> {
                String alias = random.nextInt(4) == 0 ? "" : "the " + made++ + "th; \"quoted\" \\ bläu";
                yield set(link, (route, it) -> route.setAlias(it.ifIndex(), alias), "alias", alias)
                        .showing("/ifalias", alias);
            }
            case 6 -> {
                MacAddress mac = new MacAddress(0x020000000000L | random.nextInt() & 0xffffffffL);
                LinkChange change =
                        set(link, (route, it) -> route.setAddress(it.ifIndex(), mac), "address", mac.toString());
                // With fail_over_mac, a bond agrees and keeps what it has (bond_set_mac_address).
                yield link.kind().equals("bond") ? change : change.showing("/address", mac);
            }
            case 7 -> altName(link);
            case 8 -> set(link, (route, it) -> route.links().setPromiscuous(it.ifIndex(), on), "promisc", word);
            case 9 -> set(link, (route, it) -> route.links().setAllMulticast(it.ifIndex(), on), "allmulticast", word);
            case 10 -> {
                int group = random.nextInt(3) * 1000;
                yield set(link, (route, it) -> route.links().setGroup(it.ifIndex(), group), "group", "" + group)
                        .showing("/group", group == 0 ? "default" : group);
            }
            case 11 -> {
                int frames = random.nextInt(5_000);
                yield set(
                                link,
                                (route, it) -> route.links().setTxQueueLength(it.ifIndex(), frames),
                                "txqueuelen",
                                "" + frames)
                        .showing("/txqlen", frames == 0 ? "" : frames);
            }
            default -> set(link, (route, it) -> route.setArp(it.ifIndex(), on), "arp", word);
        };
    }

    private LinkChange altName(Link link) {
        if (!link.altNames().isEmpty() && random.nextBoolean()) {
            String altName = link.altNames().get(0);
            return LinkChange.of(
                    LINK_SET,
                    link,
                    List.of("link", "property", "delete", "dev", link.name(), "altname", altName),
                    (route, it) -> route.deleteAltName(it.ifIndex(), altName));
        }
        String altName = "another-name-of-more-than-fifteen-characters-" + made++;
        return LinkChange.of(
                LINK_SET,
                link,
                List.of("link", "property", "add", "dev", link.name(), "altname", altName),
                (route, it) -> route.addAltName(it.ifIndex(), altName));
    }

    /** What concerns other links: its master, and what it is to its ports. */
    private LinkChange ofItsPlace(Link link, List<Link> links) {
        if (link.kind().equals("bridge") && random.nextBoolean()) {
            return bridge(link);
        }
        List<Link> masters = links.stream()
                .filter(other -> List.of("bridge", "bond", "team").contains(other.kind()))
                .toList();
        if (masters.isEmpty() || link.master().isPresent()) {
            return LinkChange.set(PORT, link, (route, it) -> route.links().removeMaster(it.ifIndex()), "nomaster")
                    .showing("/master", "");
        }
        Link master = pick(masters);
        return LinkChange.set(
                        PORT,
                        link,
                        (route, it) -> route.links().setMaster(it.ifIndex(), master.ifIndex()),
                        "master",
                        master.name())
                .showing("/master", master.name());
    }

    private LinkChange bridge(Link bridge) {
        boolean on = random.nextBoolean();
        int seconds = 20 + random.nextInt(600);
        BridgeSettings none = BridgeSettings.none();
        return switch (random.nextInt(3)) {
            case 0 -> bridge(bridge, none.vlanFiltering(on), "vlan_filtering", on ? "1" : "0");
            case 1 -> bridge(bridge, none.stp(on), "stp_state", on ? "1" : "0");
            default -> bridge(bridge, none.ageing(Duration.ofSeconds(seconds)), "ageing_time", "" + seconds * 100);
        };
    }

    private static LinkChange bridge(Link bridge, BridgeSettings settings, String word, String value) {
        return LinkChange.set(
                        BRIDGE_SET,
                        bridge,
                        (route, it) -> route.links().setBridge(it.ifIndex(), settings),
                        "type",
                        "bridge",
                        word,
                        value)
                .showing("/linkinfo/info_data/" + word, value);
    }

    private static LinkChange set(Link link, BiConsumer<RouteSocket, Link> ours, String... words) {
        return LinkChange.set(LINK_SET, link, ours, words);
    }

    private Link pick(List<Link> links) {
        return links.get(random.nextInt(links.size()));
    }
}
