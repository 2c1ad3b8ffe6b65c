package io.netfailover.campaign;

import static io.netfailover.campaign.LinkChange.Topic.LINK_MADE;

import io.netfailover.netlink.BridgeSettings;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.MacvlanMode;
import io.netfailover.netlink.NewLink;
import io.netfailover.netlink.VethPair;
import io.netfailover.os.Tap;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Chooses links to make. */
final class LinkCreations {
    private final Random random;
    private final List<String> kinds;
    private final BondChanges bonds;

    /** @param kinds that this kernel can make: {@code veth}, {@code bridge}, {@code macvlan}, ... */
    LinkCreations(Random random, List<String> kinds, BondChanges bonds) {
        this.random = random;
        this.kinds = kinds;
        this.bonds = bonds;
    }

    boolean canMakeBonds() {
        return kinds.contains("bond");
    }

    /**
     * A link of some kind.
     *
     * @param links over which it may be made, the loopback link among them
     * @param ethernet those of them that are Ethernet
     * @param number makes its name unique
     */
    LinkChange next(List<Link> links, List<Link> ethernet, int number) {
        String kind = ethernet.isEmpty() ? "veth" : kind();
        String name = String.format(Locale.ROOT, "%s%d", kind.substring(0, Math.min(kind.length(), 6)), number);
        Link any = ethernet.isEmpty() ? links.get(0) : ethernet.get(random.nextInt(ethernet.size()));
        return switch (kind) {
            case "veth" ->
                LinkChange.of(
                        LINK_MADE,
                        any,
                        List.of("link", "add", name, "type", "veth", "peer", "name", name + "p"),
                        (route, over) -> route.createVeth(VethPair.of(name, name + "p")));
            case "bridge" ->
                LinkChange.of(
                        LINK_MADE,
                        any,
                        List.of("link", "add", name, "type", "bridge"),
                        (route, over) -> route.links().create(NewLink.bridge(name, BridgeSettings.none())));
            case "macvlan" ->
                LinkChange.of(
                        LINK_MADE,
                        any,
                        List.of("link", "add", "link", any.name(), "name", name, "type", "macvlan", "mode", "bridge"),
                        (route, over) ->
                                route.links().create(NewLink.macvlan(name, over.ifIndex(), MacvlanMode.BRIDGE)));
            case "vlan" -> {
                int id = 1 + random.nextInt(4094);
                yield LinkChange.of(
                        LINK_MADE,
                        any,
                        List.of("link", "add", "link", any.name(), "name", name, "type", "vlan", "id", "" + id),
                        (route, over) -> route.links().create(NewLink.vlan(name, over.ifIndex(), id)));
            }
            case "tap" ->
                LinkChange.of(
                        LINK_MADE,
                        any,
                        List.of("tuntap", "add", "mode", "tap", "name", name),
                        (route, over) -> Tap.createPersistent(name));
            case "bond" -> bonds.creation(any, name);
            default ->
                LinkChange.of(
                        LINK_MADE,
                        any,
                        List.of("link", "add", name, "type", kind),
                        (route, over) -> route.links().create(NewLink.of(kind, name)));
        };
    }

    /** Bonds have the most settings. */
    private String kind() {
        return canMakeBonds() && random.nextInt(4) == 0 ? "bond" : kinds.get(random.nextInt(kinds.size()));
    }
}
