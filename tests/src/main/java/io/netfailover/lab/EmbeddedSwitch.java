package io.netfailover.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfailover.netlink.BridgePortChange;
import io.netfailover.netlink.BridgePortFlag;
import io.netfailover.netlink.FdbEntry;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the switch in an SR-IOV NIC does, on a bridge: it learns nothing, and sends a frame to the VFs that claim its address. A VF claims
 * what its host sets for it on the PF (a file {@code PF.INDEX.json} with the fields of {@link io.netfailover.types.VfAdmin} stands for
 * that), and the uplink VF also what is in its own FDB. What two claim, both get; what nobody claims goes out to the fabric only.
 */
public final class EmbeddedSwitch implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FILE = Pattern.compile("(.+)\\.([0-9]+)\\.json");

    private final Path admin;
    private final RouteSocket kernel;
    private final IfIndex uplinkVf;
    private final Map<Integer, IfIndex> ports;
    private final NetlinkReceiver receiver;
    private final WatchService files;
    private Map<MacAddress, Set<Integer>> programmed = new HashMap<>();
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
        this.uplinkVf = index(uplinkVf);
        this.ports = new TreeMap<>();
        ports.forEach((vf, port) -> this.ports.put(vf, index(port)));
        this.files = admin.getFileSystem().newWatchService();
        admin.register(
                files,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
        this.receiver = namespace.call(() ->
                new NetlinkReceiver(new FdbNews(), Set.of(RouteGroup.NEIGHBOUR), NetlinkReceiver.RECEIVE_BUFFER_BYTES));
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

    private IfIndex index(String link) {
        return kernel.link(link)
                .orElseThrow(() -> new LabException("there is no link " + link))
                .ifIndex();
    }

    private final class FdbNews implements RouteListener {
        @Override
        public void fdbEntryChanged(FdbEntry entry) {
            news(entry);
        }

        @Override
        public void fdbEntryRemoved(FdbEntry entry) {
            news(entry);
        }

        private void news(FdbEntry entry) {
            if (entry.link().equals(uplinkVf) && entry.table() == FdbEntry.Table.SELF) {
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
    public synchronized Map<MacAddress, Set<Integer>> claims() {
        Map<MacAddress, Set<Integer>> claims = new HashMap<>();
        for (FdbEntry entry : kernel.fdb().entriesOf(uplinkVf)) {
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
            Map<MacAddress, Set<Integer>> claims = claims();
            if (!claims.equals(programmed)) {
                program(claims);
                programmed = claims;
            }
        } catch (NetlinkException e) {
            System.err.println("embedded switch: " + e.getMessage()); // the namespace goes
        }
    }

    /** A bridge sends a known address to one port. One that two VFs claim is left unknown, and unknown ones are sent to both of them. */
    private void program(Map<MacAddress, Set<Integer>> claims) {
        Set<Integer> shared = new HashSet<>();
        claims.values().stream().filter(vfs -> vfs.size() > 1).forEach(shared::addAll);
        flood(shared, true);
        programmed.forEach((address, vfs) -> {
            if (vfs.size() == 1 && !vfs.equals(claims.get(address))) {
                kernel.fdb().delete(FdbEntry.onBridgePort(port(vfs), address));
            }
        });
        claims.forEach((address, vfs) -> {
            if (vfs.size() == 1) {
                kernel.fdb().replace(FdbEntry.onBridgePort(port(vfs), address));
            }
        });
        ports.keySet().stream().filter(vf -> !shared.contains(vf)).forEach(vf -> flood(Set.of(vf), false));
    }

    /** On before and off after the entries change, so that no frame falls between. */
    private void flood(Set<Integer> vfs, boolean on) {
        for (int vf : vfs) {
            kernel.bridgePorts()
                    .change(port(Set.of(vf)), BridgePortChange.nothing().with(BridgePortFlag.FLOOD, on));
        }
    }

    private IfIndex port(Set<Integer> one) {
        int vf = one.iterator().next();
        IfIndex port = ports.get(vf);
        if (port == null) {
            throw new LabException("the embedded switch has no VF " + vf);
        }
        return port;
    }

    @Override
    public void close() throws IOException {
        receiver.close();
        files.close();
        synchronized (this) {
            closed = true;
            kernel.close();
        }
    }
}
