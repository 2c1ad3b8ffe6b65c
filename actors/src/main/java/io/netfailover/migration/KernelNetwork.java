package io.netfailover.migration;

import io.netfailover.netlink.Link;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.OsException;
import io.netfailover.os.announce.Announcer;
import io.netfailover.os.announce.Station;
import io.netfailover.types.MacAddress;
import io.netfailover.types.VfAdmin;
import io.netfailover.types.VfRef;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The host's network by rtnetlink(7), packet(7) and sysfs, in the network namespace of the thread that opened it, from which it must be
 * called too.
 */
public final class KernelNetwork implements HostNetwork, AutoCloseable {
    private static final Path NET_CLASS = Path.of("/sys/class/net");

    private final RouteSocket kernel;
    private final HostLinks links;
    private final BridgeForwarding forwarding;
    private final BridgeTags tags;
    private final VirtualFunctions functions;
    private final Map<String, StandInPf> standIns;
    private final KnownAddresses known = new KnownAddresses();

    private KernelNetwork(RouteSocket kernel, Path netClass, Map<String, String> uplinks, List<StandInPf> standIns) {
        this.kernel = kernel;
        this.links = new HostLinks(kernel, netClass, uplinks);
        this.forwarding = new BridgeForwarding(kernel, links);
        this.tags = new BridgeTags(kernel, links);
        this.functions = new KernelFunctions(PfDriver.of(kernel, links), links, netClass);
        this.standIns = standIns.stream().collect(Collectors.toMap(StandInPf::pf, Function.identity()));
    }

    /**
     * @param uplinks bridges and their uplinks, for those whose uplink cannot be seen from the kernel
     * @param standIns PFs that the kernel does not know as such
     */
    public static KernelNetwork open(Map<String, String> uplinks, List<StandInPf> standIns) {
        return open(NET_CLASS, uplinks, standIns);
    }

    static KernelNetwork open(Path netClass, Map<String, String> uplinks, List<StandInPf> standIns) {
        return new KernelNetwork(told(RouteSocket::open), netClass, uplinks, standIns);
    }

    @Override
    public Optional<HostLink> link(String name) {
        return told(() -> links.describe(name));
    }

    @Override
    public String uplinkOf(String bridge) {
        return told(() -> links.uplinkOf(bridge));
    }

    @Override
    public Optional<String> pfOf(String link) {
        return told(() -> links.pfOf(link));
    }

    @Override
    public List<Forwarding> forwarding(MacAddress mac) {
        return told(() -> forwarding.of(mac));
    }

    @Override
    public void forwardToUplink(String uplink, MacAddress mac) {
        told(() -> forwarding.toUplink(uplink, mac));
    }

    @Override
    public void forwardToTap(String tap, MacAddress mac) {
        told(() -> forwarding.toTap(tap, mac));
    }

    @Override
    public void stopForwarding(String link, MacAddress mac) {
        told(() -> forwarding.stop(link, mac));
    }

    @Override
    public VfAdmin vfAdmin(VfRef vf) {
        return told(() -> functionsAt(vf.pf()).admin(vf));
    }

    @Override
    public void setVfAdmin(VfRef vf, VfAdmin admin) {
        told(() -> functionsAt(vf.pf()).set(vf, admin));
    }

    @Override
    public List<VfRef> functionsOf(String pf) {
        return told(() -> functionsAt(pf).of(pf));
    }

    private VirtualFunctions functionsAt(String pf) {
        StandInPf standIn = standIns.get(pf);
        return standIn == null ? functions : standIn;
    }

    @Override
    public void announce(String link, MacAddress mac, List<InetAddress> addresses) {
        told(() -> {
            Link on = links.required(link);
            try (Announcer announcer = Announcer.open(on.ifIndex())) {
                for (int vlan : tags.of(on, mac)) {
                    announcer.announce(new Station(mac, vlan), known.with(mac, addresses));
                }
            }
        });
    }

    @Override
    public Optional<GuestPath> guestPath(
            String tap, String uplink, MacAddress mac, List<InetAddress> addresses, Duration deadline) {
        return told(() -> {
            Link tapLink = links.required(tap);
            Link uplinkLink = links.required(uplink);
            MacAddress asker = uplinkLink
                    .address()
                    .orElseThrow(() -> new HostNetworkException(
                            uplink + " is no Ethernet link", "name the link that the bridge reaches the network by"));
            List<InetAddress> asked = known.with(mac, addresses);
            List<byte[]> overTap = PathEnquiry.questions(Station.of(asker), mac, asked);
            int tag = tags.onUplink(tapLink, uplinkLink);
            List<byte[]> overUplink = PathEnquiry.questions(new Station(asker, tag), mac, asked);
            try (PathEnquiry enquiry = PathEnquiry.open(tapLink.ifIndex(), uplinkLink.ifIndex(), mac)) {
                return enquiry.ask(overTap, overUplink, deadline, frame -> known.learn(mac, frame));
            }
        });
    }

    private static void told(Runnable work) {
        told(() -> {
            work.run();
            return true;
        });
    }

    private static <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (NetlinkException e) {
            throw new HostNetworkException(String.valueOf(e.getMessage()), advice(e.errnoName()), e);
        } catch (OsException e) {
            throw new HostNetworkException(String.valueOf(e.getMessage()), advice(e.errnoName()), e);
        }
    }

    private static String advice(String errnoName) {
        return switch (errnoName) {
            case "EPERM", "EACCES" -> "run the daemon with CAP_NET_ADMIN and CAP_NET_RAW";
            case "ENODEV", "ENXIO" -> "the link went away meanwhile: see what there is (ip link) and try again";
            case "ENETDOWN" -> "the link is down: set it up (ip link set LINK up) and try again";
            case "EOPNOTSUPP", "EINVAL" -> "the link's driver cannot do that: choose another one";
            default -> "";
        };
    }

    @Override
    public void close() {
        kernel.close();
    }
}
