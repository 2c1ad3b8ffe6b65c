package io.netfailover.datapath;

import io.netfailover.bpf.BpfException;
import io.netfailover.bpf.BpfFs;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.InterfaceAddress;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.OsException;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Masters of veth and eBPF in the network namespace of the calling threads, with their pins in a bpffs of our own. */
public final class BpfDataPaths implements DataPaths {
    private static final Logger LOG = LoggerFactory.getLogger(BpfDataPaths.class);

    private final Path pinDirectory;
    private final Supplier<RouteSocket> routes;
    private final Supplier<ProbeSupport> detection;
    private final StepListener steps;
    private @Nullable ProbeSupport probe;

    /**
     * @param pinDirectory where a bpffs is mounted as soon as there is something to pin, unless one is there already
     * @param routes opens a socket in the network namespace of the masters, which must be that of the calling threads
     */
    public BpfDataPaths(Path pinDirectory, Supplier<RouteSocket> routes) {
        this(pinDirectory, routes, ProbeSupport::detect, step -> LOG.debug("{}", step));
    }

    BpfDataPaths(
            Path pinDirectory, Supplier<RouteSocket> routes, Supplier<ProbeSupport> detection, StepListener steps) {
        this.pinDirectory = pinDirectory;
        this.routes = routes;
        this.detection = detection;
        this.steps = steps;
    }

    @Override
    public DataPath establish(MasterDefinition definition) {
        MasterName name = definition.name();
        return work("establish " + name, work -> {
            Path bpffs = mountBpffs();
            boolean fresh =
                    MasterParts.find(work.route().dumpLinks(), name).alias().isEmpty();
            if (fresh) {
                refuseAddresses(work, definition);
            }
            try {
                MasterRemoval.removeStalePins(work, bpffs);
                return new BpfDataPath(this, new MasterConstruction(work, bpffs, probe(), definition).run());
            } catch (RuntimeException e) {
                if (fresh) {
                    removeAfter(e, work, name);
                }
                throw e;
            }
        });
    }

    /** On a slave they would be dead: its frames belong to the master. The kernel's own link-local address is no loss. */
    private static void refuseAddresses(LinkWork work, MasterDefinition definition) {
        Optional<Link> standby = work.route().link(definition.standbyName());
        List<String> addresses = work.route().dumpAddresses().stream()
                .filter(address -> standby.filter(link -> link.ifIndex().equals(address.ifIndex()))
                        .isPresent())
                .filter(address -> address.scope() != InterfaceAddress.RT_SCOPE_LINK)
                .map(InterfaceAddress::text)
                .toList();
        if (!addresses.isEmpty()) {
            String link = definition.standbyName();
            throw DataPathException.refusal(
                    link + " has addresses that nobody would reach any more: " + String.join(", ", addresses),
                    "take them off first (ip address flush dev " + link + ") and give them to the master afterwards");
        }
    }

    private synchronized Path mountBpffs() {
        return BpfFs.mountedOn(pinDirectory).directory();
    }

    private void removeAfter(RuntimeException failure, LinkWork work, MasterName name) {
        try {
            new MasterRemoval(work, bpffs(), name).run();
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
                        .map(MasterAlias::master)
                        .distinct()
                        .sorted()
                        .toList());
    }

    @Override
    public void remove(MasterName name) {
        work("remove " + name, work -> {
            new MasterRemoval(work, bpffs(), name).run();
            return name;
        });
    }

    /** The bpffs, if one is mounted. */
    private Optional<Path> bpffs() {
        return BpfFs.on(pinDirectory).map(BpfFs::directory);
    }

    /** Does something with links; whatever resists becomes a {@link DataPathException}. */
    <T> T work(String what, Function<LinkWork, T> effect) {
        try (RouteSocket route = routes.get()) {
            return effect.apply(new LinkWork(route, steps));
        } catch (DataPathException | NetlinkException | BpfException | OsException | UncheckedIOException e) {
            throw new DataPathException(what + ": " + e.getMessage(), e);
        }
    }

    Neighbourhood neighbourhood(IfIndex master) {
        return new KernelNeighbourhood(master, routes);
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
