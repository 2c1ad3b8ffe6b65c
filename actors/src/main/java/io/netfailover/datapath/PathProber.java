package io.netfailover.datapath;

import io.netfailover.netlink.InterfaceAddress;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.OsException;
import io.netfailover.os.PacketSocket;
import io.netfailover.os.announce.ArpFrames;
import io.netfailover.os.announce.NeighbourSolicitation;
import io.netfailover.os.announce.OwnAddress;
import io.netfailover.os.announce.Station;
import io.netfailover.types.IfIndex;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for some neighbours over one slave by ARP or neighbour solicitation, and listens there for an answer, past the programs that give
 * the slave's frames to the master. The questions come from the master's MAC, as everything it sends: a switch learns from them, so only a
 * path that is in use, or on which nobody answers, should be asked. A thread of its own, in the network namespace of the thread that
 * starts it.
 */
final class PathProber implements Neighbourhood.PathProbe {
    private static final Logger LOG = LoggerFactory.getLogger(PathProber.class);

    /** How soon a prober ends that was closed. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final KernelNeighbourhood neighbourhood;
    private final Supplier<RouteSocket> routes;
    private final IfIndex slave;
    private final Neighbourhood.Question question;
    private final Consumer<Boolean> hear;
    private final Thread thread;
    private volatile boolean closing;
    private Optional<PacketSocket> socket = Optional.empty();
    private Optional<Boolean> told = Optional.empty();
    private int missed;

    PathProber(
            KernelNeighbourhood neighbourhood,
            Supplier<RouteSocket> routes,
            IfIndex slave,
            Neighbourhood.Question question,
            Consumer<Boolean> hear) {
        this.neighbourhood = neighbourhood;
        this.routes = routes;
        this.slave = slave;
        this.question = question;
        this.hear = hear;
        this.thread = new Thread(this::run, "probe-" + slave);
        thread.setDaemon(true);
    }

    PathProber started() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (!closing) {
                long until = System.nanoTime() + question.interval().toNanos();
                ask();
                if (!listen(until) && !closing && ++missed >= question.misses()) {
                    found(false);
                }
            }
        } finally {
            letGo();
        }
    }

    /** What cannot be sent has no answer; the link may be down, or gone. */
    private void ask() {
        try (RouteSocket route = routes.get()) {
            if (socket.isEmpty()) {
                socket = Optional.of(neighbourhood.listen(slave));
            }
            Station station = KernelNeighbourhood.station(neighbourhood.link(route));
            List<InterfaceAddress> own = neighbourhood.addresses(route);
            question.targets().forEach(target -> socket.orElseThrow().send(frame(station, own, target)));
        } catch (NetlinkException | OsException | DataPathException e) {
            LOG.debug("no question on link {}: {}", slave, e.getMessage());
            letGo();
        }
    }

    /** From the master's address in the target's subnet; a question from elsewhere might be ignored. */
    private static byte[] frame(Station station, List<InterfaceAddress> own, InetAddress target) {
        Optional<InetAddress> source = own.stream()
                .filter(address -> isInSubnet(target, address))
                .map(InterfaceAddress::address)
                .findFirst();
        if (target instanceof Inet6Address inet6) {
            return source.map(address -> NeighbourSolicitation.of(station, (Inet6Address) address, inet6))
                    .orElseGet(() -> NeighbourSolicitation.of(station, inet6));
        }
        Inet4Address inet = (Inet4Address) target;
        return source.map(address -> ArpFrames.request(station, (Inet4Address) address, inet))
                .orElseGet(() -> ArpFrames.probe(station, inet));
    }

    private static boolean isInSubnet(InetAddress target, InterfaceAddress own) {
        byte[] one = target.getAddress();
        byte[] other = own.address().getAddress();
        if (one.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < own.prefixLength(); bit++) {
            if (((one[bit / 8] ^ other[bit / 8]) >>> (7 - bit % 8) & 1) != 0) {
                return false;
            }
        }
        return true;
    }

    /** @return whether an answer came; listens on until the next question is due, so that none is taken for a later one's */
    private boolean listen(long until) {
        boolean heard = false;
        for (long left = until - System.nanoTime(); left > 0 && !closing; left = until - System.nanoTime()) {
            Duration wait = Duration.ofNanos(Math.min(left, PATIENCE.toNanos()));
            if (receive(wait)
                    .flatMap(OwnAddress::inAnswer)
                    .filter(question.targets()::contains)
                    .isPresent()) {
                heard = true;
                missed = 0;
                found(true);
            }
        }
        return heard;
    }

    private Optional<byte[]> receive(Duration wait) {
        Duration whole = Duration.ofMillis(Math.max(1, wait.toMillis()));
        if (socket.isPresent()) {
            return socket.get().receive(whole);
        }
        try {
            Thread.sleep(whole.toMillis());
        } catch (InterruptedException e) {
            closing = true;
        }
        return Optional.empty();
    }

    private void found(boolean answer) {
        if (!told.equals(Optional.of(answer))) {
            told = Optional.of(answer);
            hear.accept(answer);
        }
    }

    private void letGo() {
        socket.ifPresent(PacketSocket::close);
        socket = Optional.empty();
    }

    @Override
    public void close() {
        closing = true;
    }
}
