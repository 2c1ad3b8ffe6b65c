package io.netfailover.migration;

import io.netfailover.netlink.BridgeData;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.LinkDetails;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.VlanRange;
import io.netfailover.types.IfIndex;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The links of this host and how its bridges join them. */
final class HostLinks {
    private final RouteSocket kernel;
    private final Path netClass;
    private final Map<String, String> uplinks;

    /**
     * @param netClass {@code /sys/class/net}
     * @param uplinks from configuration: bridge to uplink
     */
    HostLinks(RouteSocket kernel, Path netClass, Map<String, String> uplinks) {
        this.kernel = kernel;
        this.netClass = netClass;
        this.uplinks = Map.copyOf(uplinks);
    }

    Optional<Link> find(String name) {
        return kernel.link(name);
    }

    Link required(String name) {
        return find(name)
                .orElseThrow(() -> new HostNetworkException(
                        "this host has no link " + name, "see what it has: ip link; and which names are configured"));
    }

    Map<IfIndex, String> names() {
        return kernel.dumpLinks().stream().collect(Collectors.toMap(Link::ifIndex, Link::name));
    }

    Optional<HostLink> describe(String name) {
        return find(name).map(link -> {
            Optional<Link> bridge = bridgeOf(link);
            List<Integer> vlans = bridge.map(of -> vlansOf(link, of)).orElse(List.of()).stream()
                    .flatMapToInt(range -> IntStream.rangeClosed(range.first(), range.last()))
                    .sorted()
                    .boxed()
                    .toList();
            return new HostLink(
                    link.name(), link.isUp(), link.carrier(), link.mtuBytes(), bridge.map(Link::name), vlans);
        });
    }

    /** Empty when it is no port of a bridge; bonds and teams are masters too. */
    Optional<Link> bridgeOf(Link port) {
        return port.master()
                .flatMap(kernel::link)
                .filter(master -> master.kind().equals("bridge"));
    }

    Link requiredBridgeOf(Link port) {
        return bridgeOf(port)
                .orElseThrow(() -> new HostNetworkException(
                        port.name() + " is no port of a bridge",
                        "make it one: ip link set " + port.name() + " master BRIDGE"));
    }

    /** None where the bridge does not filter: then it looks at no VLAN. */
    List<VlanRange> vlansOf(Link port, Link bridge) {
        boolean filters = kernel.details(bridge.ifIndex())
                .map(LinkDetails::kindData)
                .filter(data -> data instanceof BridgeData of && of.vlanFiltering())
                .isPresent();
        return filters ? kernel.bridgeVlans().listOf(port.ifIndex()) : List.of();
    }

    /** The bridge and its ports, in the order of their indices. */
    List<Link> membersOf(Link bridge) {
        return kernel.dumpLinks().stream()
                .filter(link ->
                        link.ifIndex().equals(bridge.ifIndex()) || link.master().equals(Optional.of(bridge.ifIndex())))
                .toList();
    }

    String uplinkOf(String bridgeName) {
        Link bridge = required(bridgeName);
        List<String> ports = membersOf(bridge).stream()
                .filter(member -> !member.ifIndex().equals(bridge.ifIndex()))
                .map(Link::name)
                .toList();
        String configured = uplinks.get(bridgeName);
        if (configured != null) {
            if (!ports.contains(configured)) {
                throw new HostNetworkException(
                        configured + ", the configured uplink of " + bridgeName + ", is not among its ports " + ports,
                        "ip link set " + configured + " master " + bridgeName + ", or configure another uplink");
            }
            return configured;
        }
        List<String> functions = ports.stream().filter(this::isVirtualFunction).toList();
        if (functions.size() != 1) {
            throw new HostNetworkException(
                    "of the ports " + ports + " of " + bridgeName + ", "
                            + (functions.isEmpty() ? "none is a VF" : functions + " are VFs")
                            + ", so it is not clear which is its uplink",
                    "configure the uplink of " + bridgeName);
        }
        return functions.get(0);
    }

    private boolean isVirtualFunction(String link) {
        return Files.exists(physicalFunction(link));
    }

    /** The PF that a link is a VF of. */
    Optional<String> pfOf(String link) {
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(physicalFunction(link).resolve("net"))) {
            for (Path pf : found) {
                return Optional.of(pf.getFileName().toString());
            }
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new HostNetworkException(
                    "the PF of " + link + " cannot be found: " + e.getMessage(), "is /sys mounted?", e);
        }
    }

    /** {@code physfn} is the way from a VF to its PF (Documentation/ABI/testing/sysfs-bus-pci). */
    private Path physicalFunction(String link) {
        return netClass.resolve(link).resolve("device/physfn");
    }
}
