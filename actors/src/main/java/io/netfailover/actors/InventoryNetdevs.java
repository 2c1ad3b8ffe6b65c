package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import io.netfailover.journal.InventoryEvent.NetdevDelisted;
import io.netfailover.journal.InventoryEvent.NetdevListed;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The part of the {@link Inventory} that has an actor for each link, and decides whose transitions are journalled. */
final class InventoryNetdevs {
    private final ActorContext<Inventory.Command> context;
    private final HostServices host;
    private final InventoryList list;
    private final Map<IfIndex, Link> links;
    private final ActorRef<NetlinkEventStream.News> passed;
    private final Map<LinkKey, ActorRef<Netdev.Command>> netdevs = new HashMap<>();
    private long births;

    /** @param links all that exist, as its owner keeps them */
    InventoryNetdevs(
            ActorContext<Inventory.Command> context, HostServices host, InventoryList list, Map<IfIndex, Link> links) {
        this.context = context;
        this.host = host;
        this.list = list;
        this.links = links;
        this.passed = context.messageAdapter(NetlinkEventStream.News.class, Inventory.Passed::new);
    }

    /** What is journalled is compared with what there is, and everything gets its actor. */
    void wake(Collection<LinkKey> journalled) {
        for (LinkKey key : journalled) {
            boolean ofThisBoot = key.equals(host.identity().key(key.ifIndex()));
            Optional<Link> now = ofThisBoot ? Optional.ofNullable(links.get(key.ifIndex())) : Optional.empty();
            adopt(key, Netdev.journalled(key, now, host, passed));
        }
        for (Link link : links.values()) {
            LinkKey key = host.identity().key(link);
            if (!netdevs.containsKey(key)) {
                spawn(key, link);
            }
        }
    }

    void see(Link link) {
        LinkKey key = host.identity().key(link);
        ActorRef<Netdev.Command> netdev = netdevs.get(key);
        if (netdev == null) {
            welcome(key, link);
        } else {
            netdev.tell(new Netdev.Observed(link));
        }
    }

    void lose(Link link) {
        ActorRef<Netdev.Command> netdev = netdevs.get(host.identity().key(link));
        if (netdev != null) {
            netdev.tell(Netdev.Lost.LOST);
        }
    }

    /** Has the link's transitions journalled from now on. */
    void track(LinkKey key) {
        ActorRef<Netdev.Command> netdev = netdevs.get(key);
        if (netdev != null && !isListed(key)) {
            list.record(new NetdevListed(key, host.clock().instant()), () -> netdev.tell(Netdev.Track.TRACK));
        }
    }

    void stopped(LinkKey key) {
        netdevs.remove(key);
        Link returned = links.get(key.ifIndex());
        if (returned != null && key.equals(host.identity().key(returned))) {
            welcome(key, returned); // `ip link add ... index N` while the old one was ending
        } else if (isListed(key)) {
            list.record(new NetdevDelisted(key, host.clock().instant()));
        }
    }

    private boolean isListed(LinkKey key) {
        return list.state().netdevs().contains(key);
    }

    private void welcome(LinkKey key, Link link) {
        if (isListed(key)) {
            adopt(key, Netdev.journalledFromNow(key, link, host, passed));
        } else {
            spawn(key, link);
        }
    }

    private void spawn(LinkKey key, Link link) {
        if (host.journalAllNetdevs() || isRelevant(link)) {
            adopt(key, Netdev.journalledFromNow(key, link, host, passed));
            list.record(new NetdevListed(key, host.clock().instant()));
        } else {
            adopt(key, Netdev.watching(key, link, host, passed));
        }
    }

    /** PFs, VFs and other PCI functions, and taps; masters ask for their own links by {@link Inventory.TrackNetdev}. */
    private static boolean isRelevant(Link link) {
        return link.parentBus().equals("pci") || link.kind().equals("tun");
    }

    private void adopt(LinkKey key, Behavior<Netdev.Command> behavior) {
        ActorRef<Netdev.Command> netdev =
                context.spawn(behavior, "netdev-" + key.toString().replace('/', '.') + "-" + births++);
        context.watchWith(netdev, new Inventory.NetdevStopped(key));
        netdevs.put(key, netdev);
    }
}
