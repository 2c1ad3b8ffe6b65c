package io.netfailover.datapath;

import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.util.List;

/**
 * The kernel side of one master that exists. Methods marked <em>effect</em> block, are idempotent, verify by reading back, throw
 * {@link DataPathException}, and are called one at a time from the effects dispatcher; those marked <em>reflex</em> are called by the
 * steering thread alone, at any time, also while an effect runs, and make no system call.
 */
public interface DataPath extends AutoCloseable {
    MasterLinks links();

    /** What this master has: BPF_PROBE, BPF_FLIP, MIRRED, TAP or BOND, never AUTO. */
    Steering steering();

    /** Why it has that steering, in words for users. */
    String why();

    /**
     * Effect: takes {@code slave} as standby or primary (NF-12 to NF-14): the master's MTU, the receive program, or filters, on its ingress, its IPv6
     * silenced (NF-31; not while it has addresses beyond the link-local one, which would be lost: move them and register again), opened if
     * the master is up, the master's address lists. When a step fails the earlier ones are undone and the link stays free. A slave that is registered already is made
     * sure of without disturbing its traffic. The standby has been registered by {@link DataPaths#establish}.
     */
    void register(Role role, Link slave);

    /** Effect: forgets a slave, closes it, takes the receive program off it (NF-32); a link that is already gone is no error. */
    void release(Role role, IfIndex slave);

    /** Effect: opens or closes the registered slaves with the master, primary first (NF-17, NF-18). */
    void setSlavesUp(boolean up);

    /** Effect: the master's carrier (NF-19), which is the idle end's admin state where the master is a pair; a bond has its own. */
    void setCarrier(boolean carrier);

    /** Effect: the slaves take the master's new MTU, or, when one cannot, all links including the master keep the old one (NF-23). */
    void followMtu();

    /**
     * Effect: the slaves let in what the master does (NF-24, NF-25), the master sends no larger pieces than they take (NF-16); read at the
     * same time is what the master shows of them. What a slave does not take is told, not thrown.
     *
     * @param vlans all VLAN links there are
     */
    MirrorReading mirror(List<Link> vlans);

    /** Reflex: the choice, as plain stores into the map, or into a slot that a thread of this master looks into (ADR 8). */
    void steer(PathChoice choice);

    /** Reflex: nothing is sent to, or taken from, that slave any more; called when it left, before {@link #release}. */
    void forget(Role role);

    /** What lies beyond the slaves, seen from where they are. */
    Neighbourhood neighbourhood();

    /** Six system calls at most; with mirred and a bond as the last {@link #mirror} saw them, with TAP and a bond since it was established. After {@link #close()} what it was then. */
    PathCounters counters();

    /** Effect: as {@link DataPaths#remove}: removes every trace and gives the standby its name and admin state back. */
    void destroy(Handover handover);

    /** Closes file descriptors and mappings; the kernel goes on forwarding, except where a thread of ours did (TAP). Reflexes are harmless afterwards, and without effect. */
    @Override
    void close();
}
