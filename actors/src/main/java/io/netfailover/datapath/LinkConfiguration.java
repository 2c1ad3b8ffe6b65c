package io.netfailover.datapath;

import io.netfailover.journal.SavedConfiguration;
import io.netfailover.journal.SavedItem;
import io.netfailover.netlink.InterfaceAddress;
import io.netfailover.netlink.Neighbour;
import io.netfailover.netlink.NudState;
import io.netfailover.netlink.Qdisc;
import io.netfailover.netlink.RawBytes;
import io.netfailover.netlink.Route;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.StoredForm;
import io.netfailover.types.IfIndex;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What users and network daemons gave a link: what moves to a master of it, and back.
 *
 * @param addresses in the order in which they are to be added, so that the kernel lists them as before
 * @param routes by that link, of all tables but {@code local}, whose routes come and go with the addresses; what a gateway needs comes first
 * @param neighbours the permanent ones
 * @param qdisc the root one, unless it is the kernel's default
 * @param left what cannot be given to another link, in words
 */
public record LinkConfiguration(
        IfIndex link,
        List<InterfaceAddress> addresses,
        List<Route> routes,
        List<Neighbour> neighbours,
        Optional<Qdisc> qdisc,
        List<String> left) {

    public LinkConfiguration {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        neighbours = List.copyOf(neighbours);
        left = List.copyOf(left);
    }

    /** As the kernel shows it now. */
    static LinkConfiguration read(RouteSocket route, IfIndex link) {
        List<InterfaceAddress> addresses = route.addresses().listOf(link);
        // the kernel lists the latest IPv6 address of a scope first
        List<InterfaceAddress> inOrder = new ArrayList<>();
        for (InterfaceAddress address : addresses) {
            inOrder.add(isInet6(address.address()) ? 0 : inOrder.size(), address);
        }
        List<Route> routes = route.routes().listOf(link).stream()
                .filter(found -> found.table() != Route.RT_TABLE_LOCAL)
                .sorted(Comparator.comparing(LinkConfiguration::hasGateway))
                .toList();
        List<Neighbour> neighbours = route.neighbours().listOf(link).stream()
                .filter(neighbour -> neighbour.state() == NudState.PERMANENT)
                .toList();
        Optional<Qdisc> root = route.trafficControl().rootOf(link).filter(qdisc -> qdisc.handle() != 0);
        List<String> left = Stream.concat(
                        routes.stream()
                                .filter(LinkConfiguration::usesObject)
                                .map(found -> "route " + found.text() + " by next hop object " + found.nextHopId()),
                        root.filter(qdisc -> !qdisc.isClassless()).stream()
                                .map(qdisc -> "qdisc " + qdisc.text() + " with its classes and filters"))
                .toList();
        return new LinkConfiguration(
                link,
                inOrder,
                routes.stream().filter(found -> !usesObject(found)).toList(),
                neighbours,
                root.filter(Qdisc::isClassless),
                left);
    }

    private static boolean isInet6(InetAddress address) {
        return address.getAddress().length > 4;
    }

    private static boolean hasGateway(Route route) {
        return route.gateway().isPresent() || !route.nextHops().isEmpty();
    }

    /** The object names the link, and other routes may use it. */
    private static boolean usesObject(Route route) {
        return route.nextHopId() != 0;
    }

    /** Nothing to move and nothing to tell. */
    public boolean isEmpty() {
        return addresses.isEmpty() && routes.isEmpty() && neighbours.isEmpty() && qdisc.isEmpty() && left.isEmpty();
    }

    boolean hasInet6Addresses() {
        return addresses.stream().anyMatch(address -> isInet6(address.address()));
    }

    /** The same on another link. */
    LinkConfiguration on(IfIndex other) {
        return new LinkConfiguration(
                other,
                addresses.stream().map(address -> address.movedTo(other)).toList(),
                routes.stream().map(route -> route.moved(link, other)).toList(),
                neighbours.stream().map(neighbour -> neighbour.movedTo(other)).toList(),
                qdisc.map(root -> root.movedTo(other)),
                left);
    }

    /** This, and what the other has beyond it. */
    LinkConfiguration and(LinkConfiguration other) {
        LinkConfiguration more = other.on(link);
        return new LinkConfiguration(
                link,
                union(addresses, more.addresses, LinkConfiguration::key),
                union(routes, more.routes, LinkConfiguration::key).stream()
                        .sorted(Comparator.comparing(LinkConfiguration::hasGateway))
                        .toList(),
                union(neighbours, more.neighbours, Neighbour::address),
                qdisc.or(more::qdisc),
                union(left, more.left, Function.identity()));
    }

    private static <T> List<T> union(List<T> first, List<T> second, Function<T, ?> key) {
        return Stream.concat(first.stream(), second.stream())
                .collect(Collectors.toMap(key, Function.identity(), (one, same) -> one, java.util.LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    }

    /** What makes two addresses of one link the same one to the kernel. */
    static Object key(InterfaceAddress address) {
        return List.of(address.address(), address.prefixLength(), address.peer());
    }

    /** What makes two routes the same one, whoever made it and whatever it carries. */
    static Object key(Route route) {
        return List.of(
                route.destination(),
                route.table(),
                route.tos(),
                route.type(),
                route.gateway(),
                route.link(),
                route.from(),
                route.metric(),
                route.nextHops().stream()
                        .map(hop -> List.of(hop.gateway(), hop.link()))
                        .toList());
    }

    /** For the journal. */
    public List<SavedItem> items() {
        List<SavedItem> items = new ArrayList<>();
        addresses.forEach(address -> items.add(item(SavedItem.Kind.ADDRESS, address.text(), StoredForm.of(address))));
        routes.forEach(route -> items.add(item(SavedItem.Kind.ROUTE, route.text(), StoredForm.of(route))));
        neighbours.forEach(neighbour -> items.add(
                item(SavedItem.Kind.NEIGHBOUR, neighbour.address().getHostAddress(), StoredForm.of(neighbour))));
        qdisc.ifPresent(root -> items.add(item(SavedItem.Kind.QDISC, root.text(), StoredForm.of(root))));
        return items;
    }

    private static SavedItem item(SavedItem.Kind kind, String text, RawBytes message) {
        return new SavedItem(kind, text, message.toString());
    }

    /**
     * What the journal has of it, without what has ended since.
     *
     * @param age since it was read
     */
    public static LinkConfiguration of(SavedConfiguration saved, Duration age) {
        return new LinkConfiguration(
                saved.link().ifIndex(),
                messages(saved, SavedItem.Kind.ADDRESS)
                        .map(StoredForm::address)
                        .flatMap(address -> aged(address, age).stream())
                        .toList(),
                messages(saved, SavedItem.Kind.ROUTE)
                        .map(StoredForm::route)
                        .flatMap(route -> aged(route, age).stream())
                        .toList(),
                messages(saved, SavedItem.Kind.NEIGHBOUR)
                        .map(StoredForm::neighbour)
                        .toList(),
                messages(saved, SavedItem.Kind.QDISC).map(StoredForm::qdisc).findFirst(),
                List.of());
    }

    private static Stream<RawBytes> messages(SavedConfiguration saved, SavedItem.Kind kind) {
        return saved.items().stream().filter(item -> item.kind() == kind).map(item -> RawBytes.parse(item.message()));
    }

    private static Optional<InterfaceAddress> aged(InterfaceAddress address, Duration age) {
        if (address.validFor().isEmpty()) {
            return Optional.of(address);
        }
        Duration valid = address.validFor().get().minus(age);
        Duration preferred =
                address.preferredFor().orElse(address.validFor().get()).minus(age);
        return valid.toSeconds() <= 0
                ? Optional.empty()
                : Optional.of(address.withLifetimes(valid, preferred.isNegative() ? Duration.ZERO : preferred));
    }

    private static Optional<Route> aged(Route route, Duration age) {
        if (route.expires().isEmpty()) {
            return Optional.of(route);
        }
        Duration left = route.expires().get().minus(age);
        return left.toSeconds() <= 0
                ? Optional.empty()
                : Optional.of(route.but().expires(left).build());
    }
}
