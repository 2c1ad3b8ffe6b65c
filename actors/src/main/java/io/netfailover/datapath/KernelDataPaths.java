package io.netfailover.datapath;

import io.netfailover.bpf.BpfException;
import io.netfailover.bpf.BpfFs;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.NetworkNamespace;
import io.netfailover.os.OsException;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Masters in the network namespace of the calling threads, with their pins in a bpffs of our own. */
public final class KernelDataPaths implements DataPaths {
    private static final Logger LOG = LoggerFactory.getLogger(KernelDataPaths.class);

    private final Path pinDirectory;
    private final Supplier<RouteSocket> routes;
    private final Supplier<ProbeSupport> detection;
    private final StepListener steps;
    private final boolean remediates;
    private @Nullable ProbeSupport probe;
    private @Nullable HiddenNamespace hidden;

    /** Slaves keep their addresses. */
    public KernelDataPaths(Path pinDirectory, Supplier<RouteSocket> routes) {
        this(pinDirectory, routes, false);
    }

    /**
     * @param pinDirectory where a bpffs is mounted as soon as there is something to pin, unless one is there already
     * @param routes opens a socket in the network namespace of the masters, which must be that of the calling threads
     * @param remediates whether slaves lose addresses and DHCP clients that somebody gave them
     */
    public KernelDataPaths(Path pinDirectory, Supplier<RouteSocket> routes, boolean remediates) {
        this(pinDirectory, routes, ProbeSupport::detect, step -> LOG.debug("{}", step), remediates);
    }

    KernelDataPaths(
            Path pinDirectory, Supplier<RouteSocket> routes, Supplier<ProbeSupport> detection, StepListener steps) {
        this(pinDirectory, routes, detection, steps, false);
    }

    private KernelDataPaths(
            Path pinDirectory,
            Supplier<RouteSocket> routes,
            Supplier<ProbeSupport> detection,
            StepListener steps,
            boolean remediates) {
        this.pinDirectory = pinDirectory;
        this.routes = routes;
        this.detection = detection;
        this.steps = steps;
        this.remediates = remediates;
    }

    boolean remediates() {
        return remediates;
    }

    @Override
    public DataPath establish(MasterDefinition definition, Handover handover) {
        MasterName name = definition.name();
        return work("establish " + name, work -> {
            MasterParts found = MasterParts.find(work.links(), name);
            if (found.alias().isEmpty()) {
                return make(work, definition, handover);
            }
            return construct(work, kind(steering(work, found, definition)), "", definition, handover);
        });
    }

    /** What a master was made with stays. */
    private static Steering steering(LinkWork work, MasterParts found, MasterDefinition definition) {
        if (found.kind().equals(TapKind.LINK_KIND)) {
            return Steering.TAP;
        } else if (found.kind().equals(BondKind.LINK_KIND)) {
            return Steering.BOND;
        }
        return MirredActions.areOn(work, found) ? Steering.MIRRED : definition.steering();
    }

    /** With the best kind that works; of one that does not, nothing is left. */
    private DataPath make(LinkWork work, MasterDefinition definition, Handover handover) {
        List<Steering> kinds = definition.steering() == Steering.AUTO && definition.layout() == Layout.DIRECT
                ? List.of(Steering.BPF, Steering.MIRRED, Steering.TAP)
                : List.of(definition.steering());
        StringJoiner obstacles = new StringJoiner("; ");
        for (Steering steering : kinds) {
            try {
                return construct(work, kind(steering), obstacles.toString(), definition, handover);
            } catch (SteeringImpossibleException e) {
                removeAfter(e, work, definition.name());
                obstacles.add(e.getMessage());
            } catch (RuntimeException e) {
                removeAfter(e, work, definition.name());
                throw e;
            }
        }
        throw new DataPathException(obstacles.toString());
    }

    private DataPath construct(
            LinkWork work, ForwardingKind kind, String obstacles, MasterDefinition definition, Handover handover) {
        return new KernelDataPath(this, new MasterConstruction(work, kind, obstacles, definition, handover).run());
    }

    private ForwardingKind kind(Steering steering) {
        return switch (steering) {
            case MIRRED -> this::openMirred;
            case TAP -> new TapKind();
            case BOND -> new BondKind(routes);
            default -> this::openBpf;
        };
    }

    private Forwarding openMirred(
            LinkWork work, MasterLinks links, MasterAlias alias, MasterDefinition definition, String obstacles) {
        boolean asked = definition.steering() == Steering.MIRRED;
        return new MirredForwarding(
                routes.get(), links, asked ? "asked for" : obstacles.isEmpty() ? "it was made with it" : obstacles);
    }

    private Forwarding openBpf(
            LinkWork work, MasterLinks links, MasterAlias alias, MasterDefinition definition, String obstacles) {
        try {
            Path bpffs = mountBpffs();
            MasterRemoval.removeStalePins(work, bpffs);
            MasterPins pins = MasterPins.of(bpffs, work.route().netnsCookie(), links.master());
            return BpfForwarding.open(work, pins, probe(), links, alias, definition);
        } catch (BpfException | OsException | UncheckedIOException e) {
            throw new SteeringImpossibleException(Steering.BPF, e);
        }
    }

    private synchronized Path mountBpffs() {
        return BpfFs.mountedOn(pinDirectory).directory();
    }

    private void removeAfter(RuntimeException failure, LinkWork work, MasterName name) {
        try {
            new MasterRemoval(work, bpffs(), name, Handover.NOTHING).run();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public List<MasterName> found() {
        return work(
                "look for masters",
                work -> work.route().dumpLinks().stream()
                        .flatMap(link -> MasterAlias.parse(link.alias()).stream())
                        .filter(MasterAlias::isOnMaster)
                        .map(MasterAlias::master)
                        .distinct()
                        .sorted()
                        .toList());
    }

    /** Whether it was made with this pin directory, in this namespace. */
    public boolean hasPinsOf(MasterName name) {
        return work(
                "look for the pins of " + name,
                work -> bpffs().flatMap(
                                directory -> MasterParts.find(work.route().dumpLinks(), name)
                                        .master()
                                        .map(master -> MasterPins.of(
                                                directory, work.route().netnsCookie(), master.ifIndex())))
                        .filter(MasterPins::exist)
                        .isPresent());
    }

    /** What a master was made from, as the kernel shows it; empty when it, or its standby, is not there. */
    public Optional<MasterDefinition> definition(MasterName name, ReceiveRule rule) {
        return work("read " + name, work -> {
            List<Link> links = work.links();
            return MasterParts.find(links, name)
                    .alias()
                    .flatMap(alias -> links.stream()
                            .filter(link -> link.ifIndex().equals(alias.standby()))
                            .findAny()
                            .flatMap(standby -> standby.permanentAddress().or(standby::address))
                            .map(mac -> new MasterDefinition(
                                    name,
                                    alias.standbyName(),
                                    alias.standbyUp(),
                                    mac,
                                    Steering.BPF_PROBE,
                                    rule,
                                    alias.layout(),
                                    Optional.empty())));
        });
    }

    @Override
    public void remove(MasterName name, Handover handover) {
        work("remove " + name, work -> {
            new MasterRemoval(work, bpffs(), name, handover).run();
            return name;
        });
    }

    @Override
    public LinkConfigurations configurations() {
        return new KernelConfigurations(this);
    }

    /** The bpffs, if one is mounted. */
    private Optional<Path> bpffs() {
        return BpfFs.on(pinDirectory).map(BpfFs::directory);
    }

    /** Beside the namespace of the calling thread. */
    public synchronized HiddenNamespace hidden() {
        if (hidden == null) {
            hidden = HiddenNamespace.beside(NetworkNamespace.currentCookie());
        }
        return hidden;
    }

    /** Does something with links; whatever resists becomes a {@link DataPathException}. */
    <T> T work(String what, Function<LinkWork, T> effect) {
        try (LinkWork work = new LinkWork(routes.get(), hidden(), steps)) {
            return effect.apply(work);
        } catch (DataPathException
                | SteeringImpossibleException
                | NetlinkException
                | BpfException
                | OsException
                | UncheckedIOException e) {
            throw new DataPathException(what + ": " + e.getMessage(), e);
        }
    }

    Neighbourhood neighbourhood(IfIndex master) {
        return new KernelNeighbourhood(master, routes, hidden());
    }

    private synchronized ProbeSupport probe() {
        if (probe == null) {
            probe = detection.get();
        }
        return probe;
    }

    /** Leaves masters as they are; the bpffs is unmounted when nothing is pinned there. */
    @Override
    public synchronized void close() {
        if (probe != null) {
            probe.close();
            probe = null;
        }
        try {
            BpfFs.on(pinDirectory).filter(BpfFs::isEmpty).ifPresent(BpfFs::unmount);
        } catch (OsException e) {
            LOG.warn("{}", e.getMessage()); // somebody looks into it; the next daemon uses it on
        }
    }
}
