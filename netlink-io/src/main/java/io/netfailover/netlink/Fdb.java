package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.*;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Forwarding databases, as {@code bridge fdb} shows and changes them. What a bridge port and what a link without bridge take differs:
 * a bridge port takes {@code BRIDGE} entries of every kind, of which only STATIC and sticky ones stay where they are; a link of its own
 * takes {@code SELF PERMANENT} and answers EINVAL to all else.
 */
public final class Fdb {
    private final Exchange kernel;

    Fdb(Exchange kernel) {
        this.kernel = kernel;
    }

    public List<FdbEntry> entries() {
        return dump(() -> "list the forwarding databases", FdbRequests::dump);
    }

    /** The link's own table, and what its bridge has for it as a port. */
    public List<FdbEntry> entriesOf(IfIndex link) {
        return dump(
                        () -> "list the forwarding database of " + kernel.nameOf(link),
                        request -> FdbRequests.dumpOfLink(request, link))
                .stream()
                .filter(entry -> entry.link().equals(link))
                .toList();
    }

    /** What a bridge has for itself and all its ports. */
    public List<FdbEntry> entriesOfBridge(IfIndex bridge) {
        return dump(
                () -> "list the forwarding database of " + kernel.nameOf(bridge),
                request -> FdbRequests.dumpOfBridge(request, bridge));
    }

    /**
     * Where a bridge sends frames for an address; empty when it floods them.
     *
     * @param vlan 0 for none
     */
    public Optional<FdbEntry> find(IfIndex bridge, MacAddress address, int vlan) {
        return kernel.find(
                () -> "look " + address + " up in the forwarding database of " + kernel.nameOf(bridge),
                request -> FdbRequests.find(request, bridge, address, vlan),
                NeighbourMessage.RTM_NEWNEIGH,
                payload -> NeighbourMessage.decode(payload).fdbEntry(),
                "ENOENT");
    }

    /** @throws NetlinkException EEXIST when the address is there already, on whichever port of the bridge */
    public void add(FdbEntry entry) {
        change("add", entry, NLM_F_CREATE | NLM_F_EXCL);
    }

    /** Adds it, or puts it in the place of one for the same address, also when that is on another port. */
    public void replace(FdbEntry entry) {
        change("replace", entry, NLM_F_CREATE | NLM_F_REPLACE);
    }

    /** Adds one more remote for an address that has some: VXLAN only. */
    public void append(FdbEntry entry) {
        change("append", entry, NLM_F_CREATE | NLM_F_APPEND);
    }

    /** @return false when there is none, or the one that was there has roamed to another port */
    public boolean delete(FdbEntry entry) {
        return kernel.executeUnless(
                () -> "delete FDB entry " + entry.text() + " of " + kernel.nameOf(entry.link()),
                request -> FdbRequests.delete(request, entry),
                "ENOENT");
    }

    private void change(String verb, FdbEntry entry, int modifiers) {
        kernel.execute(
                () -> verb + " FDB entry " + entry.text() + " of " + kernel.nameOf(entry.link()),
                request -> FdbRequests.change(request, entry, modifiers));
    }

    private List<FdbEntry> dump(Supplier<String> operation, Consumer<RequestWriter> request) {
        return kernel.dump(
                operation,
                request,
                NeighbourMessage.RTM_NEWNEIGH,
                payload -> NeighbourMessage.decode(payload).fdbEntry());
    }
}
