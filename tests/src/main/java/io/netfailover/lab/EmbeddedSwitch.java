package io.netfailover.lab;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfailover.netlink.BridgePortChange;
import io.netfailover.netlink.BridgePortFlag;
import io.netfailover.netlink.FdbEntry;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.NetlinkReceiver;
import io.netfailover.netlink.RouteGroup;
import io.netfailover.netlink.RouteListener;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.NetworkNamespace;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the switch in an SR-IOV NIC does, on a bridge: it learns nothing, and sends a frame to the VFs that claim its address. A VF claims
 * what its host sets for it on the PF (a file {@code PF.INDEX.json} with the fields of {@link io.netfailover.types.VfAdmin} stands for
 * that), and the uplink VF its link's address and what is in its own FDB. What two claim, both get; what nobody claims goes out to the
 * fabric only. The port of a VF may come and go with the VF.
 */
public final class EmbeddedSwitch implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FILE = Pattern.compile("(.+)\\.([0-9]+)\\.json");

    private final Path admin;
    private final RouteSocket kernel;
    private final Link uplinkVf;
    private final Map<Integer, String> ports;
    private final NetlinkReceiver receiver;
    private final WatchService files;
    private Map<Integer, IfIndex> plugged = Map.of();
    private Map<MacAddress, Set<IfIndex>> programmed = Map.of();
    private boolean closed;

    /**
     * @param uplinkVf the link of VF 0, whose own FDB counts
     * @param ports of the bridge, by the index of the VF that each stands for
     * @param admin the folder of the VFs' files
     */
    private EmbeddedSwitch(LabNamespace host, String uplinkVf, Map<Integer, String> ports, Path admin)
            throws IOException {
        this.admin = admin;
        NetworkNamespace namespace = NetworkNamespace.named(host.name());
        this.kernel = RouteSocket.openIn(namespace);
        this.uplinkVf = kernel.link(uplinkVf).orElseThrow(() -> new LabException("there is no link " + uplinkVf));
        this.ports = Map.copyOf(ports);
        this.files = admin.getFileSystem().newWatchService();
        admin.register(
                files,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
        this.receiver = namespace.call(() -> new NetlinkReceiver(
                new News(), Set.of(RouteGroup.LINK, RouteGroup.NEIGHBOUR), NetlinkReceiver.RECEIVE_BUFFER_BYTES));
    }

    static EmbeddedSwitch start(LabNamespace host, String uplinkVf, Map<Integer, String> ports, Path admin) {
        try {
            EmbeddedSwitch made = new EmbeddedSwitch(host, uplinkVf, ports, admin);
            made.receiver.start();
            GuestAgent.daemon(made::watchFiles, "embedded-switch").start();
            made.program();
            return made;
        } catch (IOException e) {
            throw new LabException("cannot watch " + admin + ": " + e.getMessage(), e);
        }
    }

    private final class News implements RouteListener {
        @Override
        public void linkChanged(Link link) {
            if (ports.containsValue(link.name())) {
                program();
            }
        }

        @Override
        public void linkRemoved(Link link) {
            linkChanged(link);
        }

        @Override
        public void fdbEntryChanged(FdbEntry entry) {
            news(entry);
        }

        @Override
        public void fdbEntryRemoved(FdbEntry entry) {
            news(entry);
        }

        private void news(FdbEntry entry) {
            if (entry.link().equals(uplinkVf.ifIndex()) && entry.table() == FdbEntry.Table.SELF) {
                program();
            }
        }

        @Override
        public void pictureLost(String reason) {
            program();
        }
    }

    private void watchFiles() {
        try {
            while (true) {
                WatchKey key = files.take();
                key.pollEvents();
                key.reset();
                program();
            }
        } catch (ClosedWatchServiceException e) {
            // the end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Which VFs get the frames for an address, now. */
    private Map<MacAddress, Set<Integer>> claims() {
        Map<MacAddress, Set<Integer>> claims = new HashMap<>();
        uplinkVf.address().ifPresent(address -> claims.put(address, new HashSet<>(Set.of(0))));
        for (FdbEntry entry : kernel.fdb().entriesOf(uplinkVf.ifIndex())) {
            if (entry.table() == FdbEntry.Table.SELF && !entry.address().isMulticast()) {
                claims.computeIfAbsent(entry.address(), address -> new HashSet<>())
                        .add(0);
            }
        }
        for (Path file : Leftovers.children(admin)) {
            Matcher name = FILE.matcher(file.getFileName().toString());
            if (name.matches()) {
                MacAddress address = macIn(file);
                if (!address.isZero()) {
                    claims.computeIfAbsent(address, claimed -> new HashSet<>()).add(Integer.parseInt(name.group(2)));
                }
            }
        }
        return claims;
    }

    /** A file that is being written, or is gone again, claims nothing; its next change is heard. */
    private static MacAddress macIn(Path file) {
        try {
            JsonNode vf = JSON.readTree(Files.readAllBytes(file));
            JsonNode mac = vf.path("mac");
            return mac.isObject() ? new MacAddress(mac.path("value").asLong()) : MacAddress.parse(mac.asText());
        } catch (IOException | IllegalArgumentException e) {
            return new MacAddress(0);
        }
    }

    private synchronized void program() {
        if (closed) {
            return;
        }
        try {
            Map<Integer, IfIndex> present = plugged();
            Map<MacAddress, Set<IfIndex>> wanted = new HashMap<>();
            claims().forEach((address, vfs) -> {
                Set<IfIndex> to =
                        vfs.stream().map(present::get).filter(Objects::nonNull).collect(toSet());
                if (!to.isEmpty()) {
                    wanted.put(address, to);
                }
            });
            if (!present.equals(plugged) || !wanted.equals(programmed)) {
                program(Set.copyOf(present.values()), wanted);
                plugged = present;
                programmed = wanted;
            }
        } catch (NetlinkException e) {
            System.err.println("embedded switch: " + e.getMessage()); // the namespace or a port goes: its news come
        }
    }

    private Map<Integer, IfIndex> plugged() {
        Map<Integer, IfIndex> plugged = new TreeMap<>();
        ports.forEach((vf, name) -> kernel.link(name)
                .filter(link -> link.master().isPresent())
                .ifPresent(link -> plugged.put(vf, link.ifIndex())));
        return plugged;
    }

    /**
     * A bridge sends a known address to one port, and keeps to it when it is sticky. One that two VFs claim is left unknown, and unknown
     * ones are sent to both of them.
     */
    private void program(Set<IfIndex> present, Map<MacAddress, Set<IfIndex>> wanted) {
        Set<IfIndex> shared = wanted.values().stream()
                .filter(to -> to.size() > 1)
                .flatMap(Set::stream)
                .collect(toSet());
        flood(shared, true);
        programmed.forEach((address, to) -> {
            if (to.size() == 1 && present.containsAll(to) && !to.equals(wanted.get(address))) {
                kernel.fdb().delete(FdbEntry.onBridgePort(only(to), address));
            }
        });
        wanted.forEach((address, to) -> {
            if (to.size() == 1) {
                kernel.fdb().replace(FdbEntry.onBridgePort(only(to), address).asSticky());
            }
        });
        flood(present.stream().filter(port -> !shared.contains(port)).toList(), false);
    }

    /** On before and off after the entries change, so that no frame falls between. */
    private void flood(Collection<IfIndex> to, boolean on) {
        for (IfIndex port : to) {
            kernel.bridgePorts()
                    .change(
                            port,
                            BridgePortChange.nothing()
                                    .with(BridgePortFlag.FLOOD, on)
                                    .with(BridgePortFlag.LEARNING, false));
        }
    }

    private static IfIndex only(Set<IfIndex> one) {
        return one.iterator().next();
    }

    @Override
    public void close() {
        receiver.close();
        try {
            files.close();
        } catch (IOException e) {
            throw new LabException("cannot leave " + admin + ": " + e.getMessage(), e);
        }
        synchronized (this) {
            closed = true;
            kernel.close();
        }
    }
}
