package io.netfailover.campaign;

import io.netfailover.netlink.BridgeSettings;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.MacvlanMode;
import io.netfailover.netlink.NewLink;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.VethPair;
import io.netfailover.netlink.VfLinkState;
import io.netfailover.netlink.VfSettings;
import io.netfailover.netlink.VfVlan;
import io.netfailover.os.Tap;
import io.netfailover.types.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiConsumer;

/** Chooses changes of links, all of them following from the seed and from the links that there are. */
final class LinkChanges {
    /** More would only make each comparison longer. */
    private static final int MOST_LINKS = 24;

    private static final int FEWEST_LINKS = 4;

    /** Of a simulated PF. */
    private static final int VFS = 4;

    private final Random random;
    private final List<String> kinds;
    private int made;

    /** @param kinds that this kernel can make: {@code veth}, {@code bridge}, {@code macvlan}, ... */
    LinkChanges(Random random, List<String> kinds) {
        this.random = random;
        this.kinds = kinds;
    }

    /** @param links that exist, the loopback link among them */
    LinkChange next(List<Link> links) {
        List<Link> changeable = links.stream().filter(Link::isEthernet).toList();
        boolean few = changeable.size() < FEWEST_LINKS;
        if (few || changeable.size() < MOST_LINKS && random.nextInt(6) == 0) {
            return creation(links, changeable);
        }
        Link link = pick(changeable);
        if (random.nextInt(14) == 0) {
            return change(link, List.of("delete", link.name()), (route, it) -> route.delete(it.ifIndex()));
        }
        if (link.parentBus().equals("netdevsim")) {
            return ofVf(link);
        }
        return random.nextInt(4) == 0 ? ofItsPlace(link, changeable) : ofItself(link);
    }

    private LinkChange creation(List<Link> links, List<Link> ethernet) {
        String kind = ethernet.isEmpty() ? "veth" : kinds.get(random.nextInt(kinds.size()));
        String name = String.format(Locale.ROOT, "%s%d", kind.substring(0, Math.min(kind.length(), 6)), made++);
        Link any = ethernet.isEmpty() ? links.get(0) : pick(ethernet);
        return switch (kind) {
            case "veth" ->
                new LinkChange(
                        any,
                        List.of("link", "add", name, "type", "veth", "peer", "name", name + "p"),
                        (route, over) -> route.createVeth(VethPair.of(name, name + "p")));
            case "bridge" ->
                new LinkChange(
                        any,
                        List.of("link", "add", name, "type", "bridge"),
                        (route, over) -> route.links().create(NewLink.bridge(name, BridgeSettings.none())));
            case "macvlan" ->
                new LinkChange(
                        any,
                        List.of("link", "add", "link", any.name(), "name", name, "type", "macvlan", "mode", "bridge"),
                        (route, over) ->
                                route.links().create(NewLink.macvlan(name, over.ifIndex(), MacvlanMode.BRIDGE)));
            case "vlan" -> {
                int id = 1 + random.nextInt(4094);
                yield new LinkChange(
                        any,
                        List.of("link", "add", "link", any.name(), "name", name, "type", "vlan", "id", "" + id),
                        (route, over) -> route.links().create(NewLink.vlan(name, over.ifIndex(), id)));
            }
            case "tap" ->
                new LinkChange(
                        any,
                        List.of("tuntap", "add", "mode", "tap", "name", name),
                        (route, over) -> Tap.createPersistent(name));
            default ->
                new LinkChange(
                        any,
                        List.of("link", "add", name, "type", kind),
                        (route, over) -> route.links().create(NewLink.of(kind, name)));
        };
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
                yield set(link, (route, it) -> route.setMtu(it.ifIndex(), mtu), "mtu", "" + mtu);
            }
            case 4 -> {
                String name = "renamed" + made++;
                yield set(link, (route, it) -> route.rename(it.ifIndex(), name), "name", name);
            }
            case 5 -> {
                String alias = random.nextInt(4) == 0 ? "" : "the " + made++ + "th; \"quoted\" \\ bläu";
                yield set(link, (route, it) -> route.setAlias(it.ifIndex(), alias), "alias", alias);
            }
            case 6 -> {
                MacAddress mac = new MacAddress(0x020000000000L | random.nextInt() & 0xffffffffL);
                yield set(link, (route, it) -> route.setAddress(it.ifIndex(), mac), "address", mac.toString());
            }
            case 7 -> altName(link);
            case 8 -> set(link, (route, it) -> route.links().setPromiscuous(it.ifIndex(), on), "promisc", word);
            case 9 -> set(link, (route, it) -> route.links().setAllMulticast(it.ifIndex(), on), "allmulticast", word);
            case 10 -> {
                int group = random.nextInt(3) * 1000;
                yield set(link, (route, it) -> route.links().setGroup(it.ifIndex(), group), "group", "" + group);
            }
            case 11 -> {
                int frames = random.nextInt(5_000);
                yield set(
                        link,
                        (route, it) -> route.links().setTxQueueLength(it.ifIndex(), frames),
                        "txqueuelen",
                        "" + frames);
            }
            default -> set(link, (route, it) -> route.setArp(it.ifIndex(), on), "arp", word);
        };
    }

    private LinkChange altName(Link link) {
        if (!link.altNames().isEmpty() && random.nextBoolean()) {
            String altName = link.altNames().get(0);
            return change(
                    link,
                    List.of("property", "delete", "dev", link.name(), "altname", altName),
                    (route, it) -> route.deleteAltName(it.ifIndex(), altName));
        }
        String altName = "another-name-of-more-than-fifteen-characters-" + made++;
        return change(
                link,
                List.of("property", "add", "dev", link.name(), "altname", altName),
                (route, it) -> route.addAltName(it.ifIndex(), altName));
    }

    /** What a PF sets for one of its VFs. */
    private LinkChange ofVf(Link pf) {
        int vf = random.nextInt(VFS);
        boolean on = random.nextBoolean();
        String word = on ? "on" : "off";
        int number = 1 + random.nextInt(4000);
        MacAddress mac = new MacAddress(0x020000000000L | random.nextInt() & 0xffffffffL);
        return switch (random.nextInt(6)) {
            case 0 -> vf(pf, vf, VfSettings.none().withAddress(mac), "mac", mac.toString());
            case 1 -> vf(pf, vf, VfSettings.none().withVlan(VfVlan.of(number)), "vlan", "" + number);
            case 2 -> vf(pf, vf, VfSettings.none().withMaxTxRateMbps(number), "max_tx_rate", "" + number);
            case 3 -> vf(pf, vf, VfSettings.none().withSpoofCheck(on), "spoofchk", word);
            case 4 -> vf(pf, vf, VfSettings.none().withTrusted(on), "trust", word);
            default ->
                vf(
                        pf,
                        vf,
                        VfSettings.none().withLinkState(on ? VfLinkState.ENABLE : VfLinkState.AUTO),
                        "state",
                        on ? "enable" : "auto");
        };
    }

    private static LinkChange vf(Link pf, int vf, VfSettings settings, String... words) {
        List<String> ip = new ArrayList<>(List.of("set", "dev", pf.name(), "vf", "" + vf));
        ip.addAll(List.of(words));
        return change(pf, ip, (route, it) -> route.links().setVf(it.ifIndex(), vf, settings));
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
            return set(link, (route, it) -> route.links().removeMaster(it.ifIndex()), "nomaster");
        }
        Link master = pick(masters);
        return set(
                link, (route, it) -> route.links().setMaster(it.ifIndex(), master.ifIndex()), "master", master.name());
    }

    private LinkChange bridge(Link bridge) {
        boolean on = random.nextBoolean();
        int seconds = 20 + random.nextInt(600);
        return switch (random.nextInt(3)) {
            case 0 -> bridge(bridge, BridgeSettings.none().vlanFiltering(on), "vlan_filtering", on ? "1" : "0");
            case 1 -> bridge(bridge, BridgeSettings.none().stp(on), "stp_state", on ? "1" : "0");
            default ->
                bridge(
                        bridge,
                        BridgeSettings.none().ageing(Duration.ofSeconds(seconds)),
                        "ageing_time",
                        "" + seconds * 100);
        };
    }

    private static LinkChange bridge(Link bridge, BridgeSettings settings, String word, String value) {
        return change(
                bridge,
                List.of("set", bridge.name(), "type", "bridge", word, value),
                (route, it) -> route.links().setBridge(it.ifIndex(), settings));
    }

    private static LinkChange set(Link link, BiConsumer<RouteSocket, Link> ours, String... words) {
        List<String> ip = new ArrayList<>(List.of("set", "dev", link.name()));
        ip.addAll(List.of(words));
        return change(link, ip, ours);
    }

    private static LinkChange change(Link link, List<String> words, BiConsumer<RouteSocket, Link> ours) {
        List<String> ip = new ArrayList<>(List.of("link"));
        ip.addAll(words);
        return new LinkChange(link, ip, ours);
    }

    private Link pick(List<Link> links) {
        return links.get(random.nextInt(links.size()));
    }
}
