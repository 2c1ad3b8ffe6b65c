package io.netfailover.datapath;

import io.netfailover.bpf.BpfProgram;
import io.netfailover.netlink.BpfFilter;
import io.netfailover.netlink.FilterPlace;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.TcHook;
import io.netfailover.netlink.TrafficFilter;
import io.netfailover.types.IfIndex;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes to links, each made only when needed, told before it is made and read back after; the links of masters may be hidden ones, see
 * {@link HiddenNamespace}.
 */
final class LinkWork implements AutoCloseable {
    /** Our place among the filters of a link: behind those that people number by hand. */
    static final int PRIORITY = 0x4e46;

    /** Where a link needs more than one filter. */
    static final int LAST_PRIORITY = PRIORITY + 9;

    private static final int HANDLE = 1;

    private final RouteSocket route;
    private final HiddenNamespace hidden;
    private final StepListener steps;
    private @Nullable RouteSocket hiddenRoute;

    /** @param route is closed with this */
    LinkWork(RouteSocket route, HiddenNamespace hidden, StepListener steps) {
        this.route = route;
        this.hidden = hidden;
        this.steps = steps;
        hidden.look();
    }

    /** For what is never hidden: masters, and links that are nobody's slaves. */
    RouteSocket route() {
        return route;
    }

    /** For a link that may be hidden. */
    RouteSocket route(IfIndex link) {
        if (!hidden.has(link)) {
            return route;
        }
        if (hiddenRoute == null) {
            hiddenRoute = hidden.open();
        }
        return hiddenRoute;
    }

    /** All there are, hidden ones too. */
    List<Link> links() {
        return hidden.with(route.dumpLinks());
    }

    Optional<Link> link(IfIndex index) {
        return route(index).link(index);
    }

    /** For what goes by the namespace of the thread: that of the link. */
    <T> T at(IfIndex link, Supplier<T> action) {
        return hidden.at(link, action::get);
    }

    boolean isHidden(IfIndex link) {
        return hidden.has(link);
    }

    void hide(IfIndex index) {
        if (isHidden(index)) {
            return;
        }
        Link link = read(index);
        steps.before("hide " + link.name());
        hidden.take(route, index);
        verify(
                link(index).filter(there -> there.name().equals(link.name())).isPresent(),
                link.name() + " was moved to " + hidden + " and is not there");
    }

    /** The link is down then. */
    void unhide(IfIndex index) {
        if (!isHidden(index)) {
            return;
        }
        Link link = read(index);
        steps.before("bring " + link.name() + " back");
        hidden.giveBack(route, index);
        verify(
                link(index).filter(here -> here.name().equals(link.name())).isPresent(),
                link.name() + " was moved back from " + hidden + " and is not here");
    }

    SlaveMarks marks() {
        return new SlaveMarks(this);
    }

    void removeEmptyHiddenNamespace() {
        closeHiddenRoute();
        hidden.removeIfEmpty();
    }

    private void closeHiddenRoute() {
        if (hiddenRoute != null) {
            hiddenRoute.close();
            hiddenRoute = null;
        }
    }

    StepListener steps() {
        return steps;
    }

    /** @throws DataPathException when it is gone */
    Link read(IfIndex link) {
        return route(link).link(link).orElseThrow(() -> new DataPathException("link " + link + " is gone"));
    }

    void rename(IfIndex index, String name) {
        rename(index, name, index);
    }

    /**
     * @param former the link that was called so until now: where our files for guests are not installed, systemd's 99-default.link has udev
     *     leave it the name as an alternative one
     */
    void rename(IfIndex taker, String name, IfIndex former) {
        try {
            renameOnce(taker, name);
        } catch (NetlinkException e) {
            if (!e.errnoName().equals("EEXIST") || !read(former).altNames().contains(name)) {
                throw e;
            }
            steps.before("take the altname " + name + " from link " + former);
            route(former).deleteAltName(former, name);
            renameOnce(taker, name);
        }
    }

    private void renameOnce(IfIndex index, String name) {
        Link link = read(index);
        if (link.name().equals(name)) {
            return;
        }
        steps.before("rename " + link.name() + " to " + name);
        try {
            route(index).rename(index, name);
        } catch (NetlinkException e) {
            if (!e.errnoName().equals("EBUSY") || !link.isUp()) {
                throw e;
            }
            // before Linux 6.2 a link that is up cannot be renamed
            setUp(index, false);
            try {
                steps.before("rename " + link.name() + ", down, to " + name);
                route(index).rename(index, name);
            } finally {
                setUp(index, true);
            }
        }
        verify(read(index).name().equals(name), link.name() + " was renamed to " + name + " and is not called so");
    }

    void name(IfIndex index, PartName name) {
        rename(index, name.name());
        name.altName().filter(alt -> !read(index).altNames().contains(alt)).ifPresent(alt -> {
            steps.before("give " + name.name() + " the altname " + alt);
            route(index).addAltName(index, alt);
        });
    }

    void removeAltName(IfIndex index, PartName name) {
        name.altName().filter(alt -> read(index).altNames().contains(alt)).ifPresent(alt -> {
            steps.before("take the altname " + alt + " away");
            route(index).deleteAltName(index, alt);
        });
    }

    void alias(IfIndex index, String alias) {
        if (!read(index).alias().equals(alias)) {
            steps.before("write the alias of link " + index);
            route(index).setAlias(index, alias);
        }
    }

    void setUp(IfIndex index, boolean up) {
        Link link = read(index);
        if (link.isUp() == up) {
            return;
        }
        String words = link.name() + (up ? " up" : " down");
        steps.before("set " + words);
        route(index).setUp(index, up);
        verify(read(index).isUp() == up, "set " + words + ": the kernel said yes, and it is not so");
    }

    void setMtu(IfIndex index, int mtuBytes) {
        Link link = read(index);
        if (link.mtuBytes() == mtuBytes) {
            return;
        }
        String words = "set the MTU of " + link.name() + " to " + mtuBytes;
        steps.before(words);
        route(index).setMtu(index, mtuBytes);
        verify(read(index).mtuBytes() == mtuBytes, words + ": the kernel said yes, and it is not so");
    }

    /** Attaches {@code program}, or puts it in one step into the place of an older one of ours. */
    void attach(IfIndex index, TcHook hook, BpfProgram program, String name) {
        if (isAttached(index, hook, program, name)) {
            return;
        }
        addClsact(index);
        steps.before("attach " + name + " to link " + index);
        route(index).attachFilter(index, hook, PRIORITY, HANDLE, program.fd(), name);
        verify(
                isAttached(index, hook, program, name),
                "attach a program to link " + index + ": the kernel said yes, and it is not there");
    }

    void addClsact(IfIndex index) {
        if (!route(index).hasClsact(index)) {
            steps.before("add clsact to link " + index);
            route(index).addClsact(index);
        }
    }

    boolean isAttached(IfIndex index, TcHook hook, BpfProgram program, String name) {
        return ours(index, hook)
                .filter(filter ->
                        filter.programId() == program.id() && filter.name().equals(name))
                .isPresent();
    }

    /** Takes our filters away, in one step with the clsact when nobody else needs that. */
    void detach(IfIndex link, TcHook hook) {
        if (!hasOurs(link, hook)) {
            return;
        } else if (!isClsactForeign(link, hook)) {
            removeClsact(link);
            return;
        }
        for (TrafficFilter filter : route(link).trafficControl().filters(link, hook)) {
            if (isOurs(filter.priority())) {
                steps.before("detach a filter from link " + link);
                route(link)
                        .trafficControl()
                        .delete(new FilterPlace(link, hook, filter.priority(), filter.protocol(), false));
            }
        }
        verify(!hasOurs(link, hook), "detach our filters from link " + link + ": one is still there");
    }

    private boolean hasOurs(IfIndex link, TcHook hook) {
        return route(link).filterPriorities(link, hook).stream().anyMatch(LinkWork::isOurs);
    }

    private static boolean isOurs(int priority) {
        return priority >= PRIORITY && priority <= LAST_PRIORITY;
    }

    /** Takes a clsact qdisc away that was added just before a kill; without filters it has no effect, whoever added it. */
    void removeEmptyClsact(IfIndex link) {
        if (!isClsactForeign(link, TcHook.INGRESS) && ours(link, TcHook.INGRESS).isEmpty()) {
            removeClsact(link);
        }
    }

    /** Whether there are filters there beside ours. */
    boolean othersFilter(IfIndex link, TcHook hook) {
        return !route(link).filterPriorities(link, hook).stream().allMatch(LinkWork::isOurs);
    }

    /** @param hook where ours is */
    private boolean isClsactForeign(IfIndex link, TcHook hook) {
        TcHook other = hook == TcHook.INGRESS ? TcHook.EGRESS : TcHook.INGRESS;
        return othersFilter(link, hook)
                || !route(link).filterPriorities(link, other).isEmpty();
    }

    private void removeClsact(IfIndex link) {
        if (route(link).hasClsact(link)) {
            steps.before("delete clsact of link " + link);
            route(link).deleteClsact(link);
        }
    }

    /** The program of ours there. */
    Optional<BpfFilter> ours(IfIndex index, TcHook hook) {
        List<BpfFilter> filters = route(index).filters(index, hook);
        return filters.stream()
                .filter(filter -> filter.priority() == PRIORITY && filter.handle() == HANDLE)
                .findAny();
    }

    @Override
    public void close() {
        closeHiddenRoute();
        route.close();
    }

    static void verify(boolean holds, String otherwise) {
        if (!holds) {
            throw new DataPathException(otherwise);
        }
    }
}
