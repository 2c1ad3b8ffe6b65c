package io.netfailover.library;

import io.netfailover.actors.CreationRules;
import io.netfailover.actors.MasterRequest;
import io.netfailover.actors.RefusedException;
import io.netfailover.datapath.DataPath;
import io.netfailover.datapath.DataPathException;
import io.netfailover.datapath.KernelDataPaths;
import io.netfailover.datapath.LiveMasters;
import io.netfailover.datapath.PathChoice;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.types.Layout;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Makes and unmakes failover masters for a program of its own, as {@code net_failover_create} and {@code net_failover_destroy} do for the
 * kernel's drivers. No daemon is needed: each packet asks which slave can carry it (the probe; so the kernel must allow that), and a master
 * outlives the program that made it. What a daemon adds is left to the program: a primary that was plugged anew is given with
 * {@link #addPrimary}, one that is going taken with {@link #removePrimary}; the master's carrier does not follow its slaves. Where the
 * probe is not allowed, or not wanted, the program says by {@link #use} which slave carries the frames.
 *
 * <pre>{@code
 * try (Failover failover = Failover.open(Path.of("/run/myprogram/bpf"))) {
 *     failover.create("ens10", "ens10");       // the standby becomes ens10nsby, its addresses and routes move
 *     failover.addPrimary("ens10", "ens11");   // the same MAC
 *     ...
 *     failover.destroy("ens10");
 * }
 * // packets that tcpdump sees, and a path that the program chooses
 * try (Failover failover = Failover.open(Path.of("/run/myprogram/bpf"), Steering.BPF_FLIP)) {
 *     failover.create("ens10", "ens10", Layout.VISIBLE);
 *     failover.addPrimary("ens10", "ens11");
 *     failover.use("ens10", Role.PRIMARY);
 * }
 * }</pre>
 *
 * Every method blocks for some milliseconds and acts in the network namespace of the calling thread, which needs CAP_NET_ADMIN, CAP_BPF,
 * CAP_PERFMON and CAP_SYS_ADMIN. After a crash in the middle {@link #destroy} undoes what is there: whose it is and what it was is written
 * on the kernel's objects. Masters of a daemon, or of a program with another directory, are refused. Thread-safe.
 */
public final class Failover implements AutoCloseable {
    private static final Set<Steering> SURVIVING =
            EnumSet.of(Steering.AUTO, Steering.BPF, Steering.BPF_PROBE, Steering.BPF_FLIP);

    private final KernelDataPaths dataPaths;
    private final LiveMasters masters;
    private final Steering steering;

    private Failover(Path directory, Steering steering) {
        this.steering = steering == Steering.AUTO ? Steering.BPF : steering;
        this.dataPaths = new KernelDataPaths(directory, RouteSocket::open);
        this.masters = new LiveMasters(dataPaths);
    }

    /**
     * With the probe, so that masters fail over by themselves.
     *
     * @param directory where a bpffs for maps and programs is mounted when one is needed; each program has its own, the same whenever it
     *     runs, and in the machine's initial mount namespace, or its masters are not found again
     */
    public static Failover open(Path directory) {
        return open(directory, Steering.BPF_PROBE);
    }

    /**
     * @param steering of all masters that are made, and from then on of those that a primary is given to or taken from: BPF_PROBE; BPF_FLIP,
     *     which obeys {@link #use} alone; BPF or AUTO, the probe where the kernel allows it ({@link #steering} tells which it is)
     * @throws IllegalArgumentException for MIRRED, TAP and BOND, which need a daemon: it copies their frames, or what is theirs is not
     *     written on the kernel's objects, so that the next run of a program could not tell its masters from those of others
     */
    public static Failover open(Path directory, Steering steering) {
        if (!SURVIVING.contains(steering)) {
            throw new IllegalArgumentException("steering " + steering.word()
                    + " needs a daemon; choose auto, bpf, bpf-probe or bpf-flip, or run 'netfailover master create'");
        }
        return new Failover(directory, steering);
    }

    /** With the layout {@link Layout#DIRECT}. */
    public void create(String name, String standby) {
        create(name, standby, Layout.DIRECT);
    }

    /**
     * Makes a master over a standby that may be in use: its addresses, routes, permanent neighbours and root qdisc move to the master.
     *
     * @param name at most 15 bytes; usually the standby's own, which is renamed
     * @param standby an Ethernet link of this namespace, no slave of another
     * @param layout how frames cross between the master and its slaves; with {@link Layout#HIDDEN} the slaves go to a namespace of their
     *     own, and are named here as before
     * @throws FailoverException when something resisted; then all is as it was
     * @throws IllegalArgumentException when the kernel takes no such name
     */
    public synchronized void create(String name, String standby, Layout layout) {
        MasterName master = new MasterName(name);
        run(() -> {
            MasterRequest request = new MasterRequest(master, standby, steering, ReceiveRule.OPEN, layout);
            MasterDefinition definition = CreationRules.definition(request, links(), List.of());
            try (DataPath path = masters.establish(definition, Optional.empty())) {
                path.setCarrier(true);
            }
            return master;
        });
    }

    /**
     * From now on the link carries the master's frames whenever it is up with carrier, and the standby when it is not.
     *
     * @param primary a link with the master's MAC address; its MTU becomes the master's, it is opened when the master is up
     * @throws FailoverException when there is no such master of ours, or the link cannot be its primary
     */
    public synchronized void addPrimary(String name, String primary) {
        withMaster(name, path -> {
            Link link = link(primary);
            Link master = link(name);
            if (!link.permanentAddress().or(link::address).equals(master.address())) {
                throw new FailoverException(
                        primary + " has another MAC address than " + name, "a pair shares its MAC address");
            }
            path.register(Role.PRIMARY, link);
        });
    }

    /** The standby carries everything; the link stays, closed. No error when it is no primary. */
    public synchronized void removePrimary(String name, String primary) {
        withMaster(name, path -> path.release(Role.PRIMARY, link(primary).ifIndex()));
    }

    /**
     * Which slave carries the master's frames: with BPF_FLIP whatever its state, with the probe as long as it can. Until it is said
     * it is the standby with BPF_FLIP, the primary with the probe. That of the slaves which is not there is a wrong choice with BPF_FLIP.
     */
    public synchronized void use(String name, Role slave) {
        withMaster(
                name,
                path -> path.steer(new PathChoice(
                        slave == Role.PRIMARY ? io.netfailover.types.Path.PRIMARY : io.netfailover.types.Path.STANDBY,
                        slave,
                        slave == Role.STANDBY)));
    }

    /** What the master has: BPF_PROBE or BPF_FLIP. */
    public synchronized Steering steering(String name) {
        AtomicReference<Steering> found = new AtomicReference<>(steering);
        withMaster(name, path -> found.set(path.steering()));
        return Objects.requireNonNull(found.get());
    }

    /** Names of the masters that were made with this directory in this namespace. */
    public synchronized List<String> list() {
        return run(() -> dataPaths.found().stream()
                .filter(dataPaths::hasPinsOf)
                .map(MasterName::value)
                .toList());
    }

    /**
     * Gives the standby its name back, and what the master carries by then. No error when there is no such master.
     *
     * @throws FailoverException when something resisted, and it can be called again; or when the master is somebody else's
     */
    public synchronized void destroy(String name) {
        MasterName master = new MasterName(name);
        run(() -> {
            if (dataPaths.found().contains(master)) {
                requireOurs(master);
                masters.remove(master, Optional.empty());
            }
            return master;
        });
    }

    private interface Change {
        void on(DataPath path);
    }

    private void withMaster(String name, Change change) {
        MasterName master = new MasterName(name);
        run(() -> {
            requireOurs(master);
            MasterDefinition definition = dataPaths
                    .definition(master, ReceiveRule.OPEN)
                    .orElseThrow(() -> new DataPathException("the standby of " + name + " is gone"))
                    .with(steering);
            try (DataPath path = dataPaths.establish(definition)) {
                change.on(path);
            }
            return master;
        });
    }

    private void requireOurs(MasterName master) {
        if (!dataPaths.hasPinsOf(master)) {
            throw new FailoverException(
                    "there is no master " + master + " of this program",
                    "what a daemon made is changed with 'netfailover master'");
        }
    }

    private Link link(String name) {
        return links().stream()
                .filter(link -> link.name().equals(name))
                .findAny()
                .orElseThrow(() -> new DataPathException("there is no link " + name));
    }

    /** Hidden ones too. */
    private List<Link> links() {
        try (RouteSocket route = RouteSocket.open()) {
            return dataPaths.hidden().with(route.dumpLinks());
        }
    }

    private static <T> T run(Supplier<T> effect) {
        try {
            return effect.get();
        } catch (RefusedException e) {
            throw new FailoverException(String.valueOf(e.getMessage()), e.advice(), e);
        } catch (DataPathException | NetlinkException e) {
            throw new FailoverException(String.valueOf(e.getMessage()), "", e);
        }
    }

    /** Masters stay as they are. */
    @Override
    public synchronized void close() {
        dataPaths.hidden().close();
        dataPaths.close();
    }
}
