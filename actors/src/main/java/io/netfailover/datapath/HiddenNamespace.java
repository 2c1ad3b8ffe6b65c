package io.netfailover.datapath;

import io.netfailover.netlink.Link;
import io.netfailover.netlink.LinkListener;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.NetworkNamespace;
import io.netfailover.types.IfIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network namespace of the slaves of hidden masters, where no network daemon sees them, and of the idle ends of their pairs: one beside
 * each namespace that has such masters, found by that one's cookie, held by a mount, so that it outlives the daemon. Each link in it came from
 * there with its index, so an index means one link of the two; a link outside that has got the index of a hidden one since is not seen.
 */
public final class HiddenNamespace implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HiddenNamespace.class);

    /** Something that is opened by a thread that is inside. */
    private static final class Attendant {
        private final Supplier<? extends AutoCloseable> opening;
        private AutoCloseable open = () -> {};

        Attendant(Supplier<? extends AutoCloseable> opening) {
            this.opening = opening;
        }
    }

    private final NetworkNamespace namespace;
    private final Set<IfIndex> inside = ConcurrentHashMap.newKeySet();
    /** Came out, and no event has told it yet. */
    private final Set<IfIndex> returned = ConcurrentHashMap.newKeySet();

    private final List<Attendant> attendants = new ArrayList<>();

    private HiddenNamespace(NetworkNamespace namespace) {
        this.namespace = namespace;
    }

    /** @param netnsCookie of the namespace of the masters */
    static HiddenNamespace beside(long netnsCookie) {
        return new HiddenNamespace(NetworkNamespace.named("netfailover-" + Long.toUnsignedString(netnsCookie)));
    }

    public boolean has(IfIndex link) {
        return inside.contains(link);
    }

    /** Does something in the namespace of that link, outside on the calling thread. */
    <T, E extends Exception> T at(IfIndex link, NetworkNamespace.Action<T, E> action) throws E {
        return has(link) ? namespace.call(action) : action.call();
    }

    RouteSocket open() {
        return RouteSocket.openIn(namespace);
    }

    /** These links, which are outside, and the hidden ones. */
    public List<Link> with(List<Link> outside) {
        Map<IfIndex, Link> links = new LinkedHashMap<>();
        outside.forEach(link -> links.put(link.ifIndex(), link));
        look().forEach(link -> links.put(link.ifIndex(), link));
        return List.copyOf(links.values());
    }

    /** Finds out what is inside; others may have changed it. */
    synchronized List<Link> look() {
        List<Link> links = List.of();
        if (namespace.exists()) {
            try (RouteSocket route = open()) {
                links = route.dumpLinks().stream().filter(Link::isEthernet).toList();
            }
        }
        List<IfIndex> indexes = links.stream().map(Link::ifIndex).toList();
        inside.retainAll(indexes);
        inside.addAll(indexes);
        return links;
    }

    /** Takes a link in, which is down then and has lost its addresses, routes and filters; makes the namespace for the first one. */
    synchronized void take(RouteSocket outside, IfIndex link) {
        if (!namespace.exists()) {
            namespace.create();
            attendants.forEach(this::admit);
        }
        returned.remove(link);
        inside.add(link); // first: an event may be told at once
        try {
            outside.links().moveTo(link, namespace);
        } catch (RuntimeException e) {
            inside.remove(link);
            throw e;
        }
    }

    /**
     * The opposite.
     *
     * @param outside of the namespace of the calling thread
     * @throws DataPathException when another link there has its index
     */
    synchronized void giveBack(RouteSocket outside, IfIndex link) {
        outside.link(link).ifPresent(other -> {
            throw new DataPathException("link " + link + " cannot leave the hidden namespace " + namespace + ": "
                    + other.name() + " has got its index; move that one to another namespace first");
        });
        returned.add(link);
        inside.remove(link);
        try (RouteSocket route = open()) {
            route.links().moveTo(link, NetworkNamespace.ofCallingThread());
        } catch (RuntimeException e) {
            inside.add(link);
            returned.remove(link);
            throw e;
        }
    }

    /** The last link has gone. */
    synchronized void removeIfEmpty() {
        if (namespace.exists() && look().isEmpty()) {
            attendants.forEach(HiddenNamespace::dismiss);
            namespace.delete();
            returned.clear();
        }
    }

    /** Has something opened inside, on a thread that is there, whenever the namespace is there; closed before it is removed. */
    public synchronized void attend(Supplier<? extends AutoCloseable> opening) {
        Attendant attendant = new Attendant(opening);
        attendants.add(attendant);
        if (namespace.exists()) {
            look();
            admit(attendant);
        }
    }

    private void admit(Attendant attendant) {
        attendant.open = namespace.call(attendant.opening::get);
    }

    private static void dismiss(Attendant attendant) {
        try {
            attendant.open.close();
        } catch (Exception e) {
            LOG.warn("while a hidden namespace is left", e);
        }
        attendant.open = () -> {};
    }

    /** What a receiver outside is to tell, so that the move of a link is no news. */
    public LinkListener outside(LinkListener listener) {
        return new Filter(listener, link -> !has(link.ifIndex()), link -> !has(link.ifIndex()));
    }

    /** What a receiver inside is to tell. */
    public LinkListener inside(LinkListener listener) {
        return new Filter(listener, link -> link.isEthernet() && !returned.contains(link.ifIndex()), this::isLost);
    }

    private boolean isLost(Link link) {
        if (returned.remove(link.ifIndex()) || !link.isEthernet()) {
            return false;
        }
        inside.remove(link.ifIndex());
        return true;
    }

    private record Filter(LinkListener listener, Predicate<Link> changes, Predicate<Link> removals)
            implements LinkListener {
        @Override
        public void linkChanged(Link link) {
            if (changes.test(link)) {
                listener.linkChanged(link);
            }
        }

        @Override
        public void linkRemoved(Link link) {
            if (removals.test(link)) {
                listener.linkRemoved(link);
            }
        }

        @Override
        public void pictureLost(String reason) {
            listener.pictureLost(reason);
        }
    }

    /** Leaves it to the next daemon. */
    @Override
    public synchronized void close() {
        attendants.forEach(HiddenNamespace::dismiss);
        attendants.clear();
    }

    @Override
    public String toString() {
        return namespace.toString();
    }
}
