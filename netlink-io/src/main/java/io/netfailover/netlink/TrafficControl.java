package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.util.List;
import java.util.Optional;

/**
 * Queueing disciplines and filters that give frames to other links, as {@code tc} shows and changes them. Filters with eBPF programs, and
 * the clsact qdisc that has room for both, are {@link RouteSocket}'s. A kernel without traffic control has none of these, and refuses what
 * is to be made (EOPNOTSUPP).
 */
public final class TrafficControl {
    private final Exchange kernel;

    TrafficControl(Exchange kernel) {
        this.kernel = kernel;
    }

    public List<Qdisc> qdiscs() {
        return kernel.dumpIfKnown(
                () -> "list qdiscs", QdiscMessage::dumpAll, QdiscMessage.RTM_NEWQDISC, QdiscMessage::decode);
    }

    public List<Qdisc> qdiscsOf(IfIndex link) {
        return kernel.dumpIfKnown(
                () -> "list qdiscs of " + kernel.nameOf(link),
                request -> QdiscMessage.dump(request, link),
                QdiscMessage.RTM_NEWQDISC,
                payload -> QdiscMessage.decode(payload)
                        .filter(qdisc -> qdisc.link().equals(link)));
    }

    /** The one that frames leave through; empty for links without any, such as loopback. */
    public Optional<Qdisc> rootOf(IfIndex link) {
        return qdiscsOf(link).stream().filter(Qdisc::isRoot).findFirst();
    }

    /** Puts it in its parent's place, whatever is there now. */
    public void replace(Qdisc qdisc) {
        kernel.execute(
                () -> "replace qdisc of " + kernel.nameOf(qdisc.link()) + " by " + qdisc.text(),
                request -> QdiscMessage.replace(request, qdisc));
    }

    /**
     * The link has the kernel's default again.
     *
     * @return false when it had that before
     */
    public boolean deleteRoot(IfIndex link) {
        return kernel.executeUnless(
                () -> "delete root qdisc of " + kernel.nameOf(link),
                request -> QdiscMessage.deleteRoot(request, link),
                "ENOENT",
                "EINVAL");
    }

    /** @return false when it is there already; a clsact qdisc in the same place is EEXIST too */
    public boolean addIngress(IfIndex link) {
        return kernel.executeUnless(
                () -> "add ingress qdisc to " + kernel.nameOf(link),
                request -> QdiscMessage.addIngress(request, link),
                "EEXIST");
    }

    /**
     * Removes it with all its filters.
     *
     * @return false when there is none
     */
    public boolean deleteIngress(IfIndex link) {
        return kernel.executeUnless(
                () -> "delete ingress qdisc of " + kernel.nameOf(link),
                request -> QdiscMessage.deleteIngress(request, link),
                "ENOENT",
                "EINVAL");
    }

    /**
     * Every frame that passes there goes to another link.
     *
     * @param priority 1 to 65535
     * @throws NetlinkException ENOENT when the kernel has no such classifier or action, EINVAL when the link has no place for filters
     */
    public void add(IfIndex link, TcHook hook, int priority, Classifier classifier, Mirred mirred) {
        kernel.execute(
                () -> "add filter " + classifier.kind() + " to " + hook.word() + " of " + kernel.nameOf(link) + ": "
                        + mirred.text() + " to " + kernel.nameOf(mirred.target()),
                request -> MirredMessage.add(request, link, hook, priority, classifier, mirred));
    }

    /**
     * Every frame that passes there is dropped and counted, by mirred alone: the original is dropped, and the copy has nobody to go to once
     * {@code doomed} is deleted.
     *
     * @param priority 1 to 65535
     */
    public void addDrop(IfIndex link, TcHook hook, int priority, IfIndex doomed) {
        kernel.execute(
                () -> "add filter u32 to " + hook.word() + " of " + kernel.nameOf(link) + ": drop",
                request -> MirredMessage.addDrop(request, link, hook, priority, doomed));
    }

    /**
     * Adds a u32 filter, or puts it in the place of another one in one step.
     *
     * @param handle 0 for a new one, else that of the filter to replace
     * @param action the number of a mirred action that a filter has already, to be shared; 0 lets frames pass
     */
    public void put(FilterPlace place, int handle, int action) {
        kernel.execute(
                () -> "put filter of " + place.text() + " of " + kernel.nameOf(place.link()),
                request -> SharedMirredMessage.put(request, place, handle, action));
    }

    /**
     * Removes all filters of that priority.
     *
     * @return false when there are none, or none of that ethertype
     */
    public boolean delete(FilterPlace place) {
        return kernel.executeUnless(
                () -> "delete filter of " + place.text() + " of " + kernel.nameOf(place.link()),
                request -> SharedMirredMessage.delete(request, place),
                "ENOENT",
                "EINVAL",
                "ENODEV");
    }

    /** Gives all filters that share an action another target. */
    public void change(int action, Mirred mirred) {
        kernel.execute(
                () -> "change action " + action + " to " + mirred.text() + " to " + kernel.nameOf(mirred.target()),
                request -> SharedMirredMessage.change(request, action, mirred));
    }

    /** In the order in which they are asked; none when there is no qdisc for them or no such link. */
    public List<TrafficFilter> filters(IfIndex link, TcHook hook) {
        return kernel.dumpIfKnown(
                () -> "list filters on " + hook.word() + " of " + kernel.nameOf(link),
                request -> FilterMessage.dump(request, link, hook),
                FilterMessage.RTM_NEWTFILTER,
                MirredMessage::decode);
    }

    /**
     * Removes all filters of a priority.
     *
     * @return false when there are none
     */
    public boolean deletePriority(IfIndex link, TcHook hook, int priority) {
        return kernel.executeUnless(
                () -> "delete filters of priority " + priority + " from " + hook.word() + " of " + kernel.nameOf(link),
                request -> MirredMessage.deletePriority(request, link, hook, priority),
                "ENOENT",
                "EINVAL",
                "ENODEV");
    }
}
