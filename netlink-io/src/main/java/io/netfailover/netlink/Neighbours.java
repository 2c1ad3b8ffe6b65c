package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.*;

import io.netfailover.types.IfIndex;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The ARP and neighbour discovery tables, as {@code ip neighbour} shows and changes them. Proxies are not shown. */
public final class Neighbours {
    private final Exchange kernel;

    Neighbours(Exchange kernel) {
        this.kernel = kernel;
    }

    public List<Neighbour> list() {
        return dump(() -> "list neighbours", NeighbourRequests::dump);
    }

    public List<Neighbour> listOf(IfIndex link) {
        return dump(
                () -> "list neighbours on " + kernel.nameOf(link),
                request -> NeighbourRequests.dumpOfLink(request, link));
    }

    public Optional<Neighbour> find(IfIndex link, InetAddress address) {
        return kernel.find(
                () -> "look neighbour " + address.getHostAddress() + " up on " + kernel.nameOf(link),
                request -> NeighbourRequests.find(request, link, address),
                NeighbourMessage.RTM_NEWNEIGH,
                payload -> NeighbourMessage.decode(payload).neighbour(),
                "ENOENT");
    }

    /** @throws NetlinkException EEXIST when there is an entry, of whatever state */
    public void add(Neighbour neighbour) {
        change("add", neighbour, NLM_F_CREATE | NLM_F_EXCL);
    }

    /** Adds it, or puts it in the place of the one that is there. */
    public void replace(Neighbour neighbour) {
        change("replace", neighbour, NLM_F_CREATE | NLM_F_REPLACE);
    }

    /** @throws NetlinkException ENOENT when there is none */
    public void change(Neighbour neighbour) {
        change("change", neighbour, NLM_F_REPLACE);
    }

    /** @return false when there is none; one that is there may linger as FAILED until nobody uses it */
    public boolean delete(IfIndex link, InetAddress address) {
        return kernel.executeUnless(
                () -> "delete neighbour " + address.getHostAddress() + " on " + kernel.nameOf(link),
                request -> NeighbourRequests.delete(request, link, address),
                "ENOENT");
    }

    private void change(String verb, Neighbour neighbour, int modifiers) {
        kernel.execute(
                () -> verb + " neighbour " + neighbour.address().getHostAddress() + " on "
                        + kernel.nameOf(neighbour.link()),
                request -> NeighbourRequests.change(request, neighbour, modifiers));
    }

    private List<Neighbour> dump(Supplier<String> operation, Consumer<RequestWriter> request) {
        return kernel.dump(
                operation,
                request,
                NeighbourMessage.RTM_NEWNEIGH,
                payload -> NeighbourMessage.decode(payload).neighbour());
    }
}
