package io.netfailover.netlink;

import io.netfailover.os.NetworkNamespace;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What netfailover asks of rtnetlink(7), in the network namespace of the thread that opened it. Every method blocks until the kernel has
 * done it, then at most 2 s for the answer, and throws {@link NetlinkException} when the kernel refuses; those that say so tolerate that
 * the wanted state is there already. One owner at a time; the lock only keeps a mistake from mixing up answers.
 */
public final class RouteSocket implements AutoCloseable {
    /** ALTIFNAMSIZ without its terminating zero, linux/if.h. */
    private static final int MAX_ALTNAME_BYTES = 127;

    /** The kernel works within the call that sends; only its answer is waited for. */
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private static final int DATAGRAM_BYTES = 128 * 1024;
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    private final Conversation kernel;
    private final long netnsCookie;
    private final Exchange exchange;

    RouteSocket(Conversation kernel, long netnsCookie) {
        this.kernel = kernel;
        this.netnsCookie = netnsCookie;
        this.exchange = new Exchange(this, kernel);
    }

    /** A socket that looks into another namespace. No thread of the JVM is moved, and every thread may use it. */
    public static RouteSocket openIn(NetworkNamespace namespace) {
        return namespace.call(RouteSocket::open);
    }

    public static RouteSocket open() {
        NetlinkSocket socket = NetlinkSocket.open(DATAGRAM_BYTES);
        try {
            socket.setReceiveBufferBytes(RECEIVE_BUFFER_BYTES);
            return new RouteSocket(new Conversation(socket, DEADLINE), socket.netnsCookie());
        } catch (NetlinkException e) {
            socket.close();
            throw e;
        }
    }

    /** The cookie of the namespace that this socket looks into, unique within a boot. */
    public long netnsCookie() {
        return netnsCookie;
    }

    public Fdb fdb() {
        return new Fdb(exchange);
    }

    public Neighbours neighbours() {
        return new Neighbours(exchange);
    }

    public BridgePorts bridgePorts() {
        return new BridgePorts(exchange);
    }

    public BridgeVlans bridgeVlans() {
        return new BridgeVlans(exchange);
    }

    public Addresses addresses() {
        return new Addresses(exchange);
    }

    public Routes routes() {
        return new Routes(exchange);
    }

    public Rules rules() {
        return new Rules(exchange);
    }

    public TrafficControl trafficControl() {
        return new TrafficControl(exchange);
    }

    /** All links of the namespace at one moment: dumps that changes interrupted are repeated. */
    public synchronized List<Link> dumpLinks() {
        return kernel.dump(
                () -> "list links",
                LinkRequests::dump,
                LinkAttribute.RTM_NEWLINK,
                payload -> Optional.of(LinkMessage.decode(payload)));
    }

    public synchronized Optional<Link> link(IfIndex ifIndex) {
        LinkRequests.get(kernel.request(), ifIndex);
        return askForLink(() -> "read link " + ifIndex);
    }

    public synchronized Optional<Link> link(String nameOrAltName) {
        int bytes = nameOrAltName.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_ALTNAME_BYTES || nameOrAltName.indexOf('\0') >= 0) {
            // no link can have such a name, and the kernel would answer ERANGE or EINVAL
            return Optional.empty();
        }
        LinkRequests.get(kernel.request(), nameOrAltName);
        return askForLink(() -> "read link " + nameOrAltName);
    }

    private Optional<Link> askForLink(Supplier<String> operation) {
        return existing(() -> kernel.ask(operation, LinkAttribute.RTM_NEWLINK, LinkMessage::decode));
    }

    private static <T> Optional<T> existing(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (NetlinkException e) {
            if (e.is("ENODEV")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** All that the kernel tells of a link, counters and VFs included; empty when there is no such link. */
    public synchronized Optional<LinkDetails> details(IfIndex ifIndex) {
        LinkRequests.details(kernel.request(), ifIndex);
        return existing(
                () -> kernel.ask(() -> "read link " + ifIndex, LinkAttribute.RTM_NEWLINK, LinkDetailsMessage::decode));
    }

    /** As {@link #dumpLinks}, with counters and VFs. */
    public synchronized List<LinkDetails> dumpDetails() {
        return kernel.dump(
                () -> "list links",
                LinkRequests::dumpDetails,
                LinkAttribute.RTM_NEWLINK,
                payload -> Optional.of(LinkDetailsMessage.decode(payload)));
    }

    /** What can be made of links and changed on them, in this namespace. */
    public LinkOperations links() {
        return new LinkOperations(this, kernel);
    }

    public synchronized void setUp(IfIndex ifIndex, boolean up) {
        LinkRequests.flags(kernel.request(), ifIndex, up ? Link.IFF_UP : 0, Link.IFF_UP);
        kernel.execute(() -> "set " + nameOf(ifIndex) + (up ? " up" : " down"));
    }

    public synchronized void setMtu(IfIndex ifIndex, int mtuBytes) {
        LinkRequests.mtu(kernel.request(), ifIndex, mtuBytes);
        kernel.execute(() -> "set MTU of " + nameOf(ifIndex) + " to " + mtuBytes);
    }

    /** Before Linux 6.2 the link must be down. */
    public synchronized void rename(IfIndex ifIndex, String name) {
        LinkRequests.rename(kernel.request(), ifIndex, name);
        kernel.execute(() -> "rename " + nameOf(ifIndex) + " to " + name);
    }

    /** @param alias at most 255 bytes; empty removes it */
    public synchronized void setAlias(IfIndex ifIndex, String alias) {
        LinkRequests.alias(kernel.request(), ifIndex, alias);
        kernel.execute(() -> "set alias of " + nameOf(ifIndex) + " to '" + alias + "'");
    }

    /** @param altName at most 127 bytes; no other link of the namespace may have it, as name or altname */
    public synchronized void addAltName(IfIndex ifIndex, String altName) {
        LinkRequests.addAltName(kernel.request(), ifIndex, altName);
        kernel.execute(() -> "give " + nameOf(ifIndex) + " the altname " + altName);
    }

    public synchronized void deleteAltName(IfIndex ifIndex, String altName) {
        LinkRequests.deleteAltName(kernel.request(), ifIndex, altName);
        kernel.execute(() -> "take the altname " + altName + " from " + nameOf(ifIndex));
    }

    public synchronized void setAddress(IfIndex ifIndex, MacAddress address) {
        LinkRequests.address(kernel.request(), ifIndex, address);
        kernel.execute(() -> "set address of " + nameOf(ifIndex) + " to " + address);
    }

    /** @param arp false sets IFF_NOARP: no ARP, and no neighbour discovery either */
    public synchronized void setArp(IfIndex ifIndex, boolean arp) {
        LinkRequests.flags(kernel.request(), ifIndex, arp ? 0 : Link.IFF_NOARP, Link.IFF_NOARP);
        kernel.execute(() -> "set ARP of " + nameOf(ifIndex) + (arp ? " on" : " off"));
    }

    /**
     * Keeps IPv6 from giving the link a link-local address when it comes up; one that is there stays. Where the link has no IPv6 there is
     * nothing to keep.
     */
    public synchronized void disableIpv6AddressGeneration(IfIndex ifIndex) {
        LinkRequests.ipv6AddressGeneration(kernel.request(), ifIndex, LinkAttribute.IN6_ADDR_GEN_MODE_NONE);
        tolerating(
                () -> kernel.execute(() -> "turn IPv6 address generation of " + nameOf(ifIndex) + " off"),
                "EAFNOSUPPORT");
    }

    /** Makes a pair, both ends down; when something about it is refused, nothing is left of it. */
    public synchronized VethEnds createVeth(VethPair pair) {
        LinkRequests.createVeth(kernel.request(), pair);
        kernel.execute(() -> "create veth " + pair.name() + " with peer " + pair.peerName());
        Link link = created(pair.name());
        try {
            Link peer = created(pair.peerName());
            if (!pair.alias().isEmpty()) {
                setAlias(link.ifIndex(), pair.alias());
            }
            if (!pair.peerAlias().isEmpty()) {
                setAlias(peer.ifIndex(), pair.peerAlias());
            }
            return new VethEnds(created(pair.name()), created(pair.peerName()));
        } catch (NetlinkException e) {
            delete(link.ifIndex());
            throw e;
        }
    }

    private Link created(String name) {
        return link(name).orElseThrow(() -> NetlinkException.invalid("create veth " + name, "it is gone again"));
    }

    /** Deletes a virtual link, a veth with its peer; one that is gone already is no error. */
    public synchronized void delete(IfIndex ifIndex) {
        LinkRequests.delete(kernel.request(), ifIndex);
        tolerating(() -> kernel.execute(() -> "delete " + nameOf(ifIndex)), "ENODEV");
    }

    /** The IP addresses of all links of the namespace. */
    public synchronized List<InterfaceAddress> dumpAddresses() {
        return kernel.dump(
                () -> "list addresses", AddressMessage::dump, AddressMessage.RTM_NEWADDR, AddressMessage::decode);
    }

    /** Makes room for filters; one that is there already is kept. */
    public synchronized void addClsact(IfIndex ifIndex) {
        QdiscMessage.addClsact(kernel.request(), ifIndex);
        try {
            kernel.execute(() -> "add clsact to " + nameOf(ifIndex));
        } catch (NetlinkException e) {
            // an ingress qdisc sits in the same place, and has no egress
            if (!e.is("EEXIST") || !hasClsact(ifIndex)) {
                throw e;
            }
        }
    }

    /** Removes it with all its filters; no error when it, or the link, is gone already. */
    public synchronized void deleteClsact(IfIndex ifIndex) {
        QdiscMessage.deleteClsact(kernel.request(), ifIndex);
        try {
            kernel.execute(() -> "delete clsact of " + nameOf(ifIndex));
        } catch (NetlinkException e) {
            // which of these an absent qdisc gives differs between kernels
            if (!e.is("ENOENT", "EINVAL", "ENODEV") || hasClsact(ifIndex)) {
                throw e;
            }
        }
    }

    public synchronized boolean hasClsact(IfIndex ifIndex) {
        return !kernel.dumpIfKnown(
                        () -> "list qdiscs of " + nameOf(ifIndex),
                        request -> QdiscMessage.dump(request, ifIndex),
                        QdiscMessage.RTM_NEWQDISC,
                        payload -> QdiscMessage.isClsactOf(payload, ifIndex) ? Optional.of(true) : Optional.empty())
                .isEmpty();
    }

    /**
     * Attaches a program of type BPF_PROG_TYPE_SCHED_CLS as direct-action filter for all protocols, or puts it into the place of the one
     * with the same priority and handle. The link needs a clsact qdisc.
     *
     * @param priority 1 to 65535; lower ones run first
     * @param handle 1 or more
     * @param programFd a descriptor of the program, which may be closed afterwards
     * @param name what the kernel shows as the filter's name
     */
    public synchronized void attachFilter(
            IfIndex ifIndex, TcHook hook, int priority, int handle, int programFd, String name) {
        FilterMessage.attach(kernel.request(), ifIndex, hook, priority, handle, programFd, name);
        kernel.execute(() -> "attach filter " + name + " to " + hook.word() + " of " + nameOf(ifIndex));
    }

    /** The cls_bpf filters in the order in which they run; none when there is no clsact qdisc or no such link. */
    public synchronized List<BpfFilter> filters(IfIndex ifIndex, TcHook hook) {
        return kernel.dumpIfKnown(
                () -> "list filters on " + hook.word() + " of " + nameOf(ifIndex),
                request -> FilterMessage.dump(request, ifIndex, hook),
                FilterMessage.RTM_NEWTFILTER,
                FilterMessage::decode);
    }

    /**
     * Whether filters of any kind hang there, those of one priority not counted; false when there is no clsact qdisc or no such link.
     *
     * @param exceptPriority 0 to count all
     */
    public synchronized boolean hasFilters(IfIndex ifIndex, TcHook hook, int exceptPriority) {
        return filterPriorities(ifIndex, hook).stream().anyMatch(priority -> priority != exceptPriority);
    }

    /** Of filters of any kind that hang there; none when there is no clsact qdisc or no such link. */
    public synchronized List<Integer> filterPriorities(IfIndex ifIndex, TcHook hook) {
        return kernel.dumpIfKnown(
                () -> "list filters on " + hook.word() + " of " + nameOf(ifIndex),
                request -> FilterMessage.dump(request, ifIndex, hook),
                FilterMessage.RTM_NEWTFILTER,
                payload -> Optional.of(FilterMessage.priority(payload)));
    }

    /** Removes one filter; no error when it, its qdisc or the link is gone already. */
    public synchronized void detachFilter(IfIndex ifIndex, TcHook hook, int priority, int handle) {
        FilterMessage.detach(kernel.request(), ifIndex, hook, priority, handle);
        try {
            kernel.execute(() ->
                    "detach filter " + priority + "/" + handle + " from " + hook.word() + " of " + nameOf(ifIndex));
        } catch (NetlinkException e) {
            if (!e.is("ENOENT", "EINVAL", "ENODEV") || isAttached(ifIndex, hook, priority, handle)) {
                throw e;
            }
        }
    }

    private boolean isAttached(IfIndex ifIndex, TcHook hook, int priority, int handle) {
        return filters(ifIndex, hook).stream()
                .anyMatch(filter -> filter.priority() == priority && filter.handle() == handle);
    }

    /** For messages: users know names. */
    String nameOf(IfIndex ifIndex) {
        try {
            return link(ifIndex).map(Link::name).orElse("link " + ifIndex);
        } catch (NetlinkException e) {
            return "link " + ifIndex;
        }
    }

    private static void tolerating(Runnable change, String errnoName) {
        try {
            change.run();
        } catch (NetlinkException e) {
            if (!e.is(errnoName)) {
                throw e;
            }
        }
    }

    @Override
    public synchronized void close() {
        kernel.close();
    }
}
