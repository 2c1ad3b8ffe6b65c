package io.netfailover.migration;

import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.NetworkNamespace;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Three namespaces for one test: in <em>host</em> bridge {@code br0} with {@code up0} (the uplink VF), {@code tap0} and {@code other}; in
 * <em>fabric</em> bridge {@code sw0}, the NIC's switch, with {@code port0} (the other end of the uplink) and {@code vf0}; in
 * <em>guest</em> {@code standby} behind the tap and {@code primary} behind {@code vf0}, of one address and both down.
 */
final class NetworkLab implements AutoCloseable {
    static final MacAddress GUEST = MacAddress.parse("52:54:00:00:00:10");

    private final String run =
            "nft-" + Integer.toHexString(ThreadLocalRandom.current().nextInt());

    NetworkLab() {
        for (String part : List.of("host", "fabric", "guest")) {
            command("ip", "netns", "add", run + "-" + part);
        }
        try {
            host("ip link add br0 type bridge mcast_snooping 0");
            host("ip link set br0 addrgenmode none up");
            fabric("ip link add sw0 type bridge mcast_snooping 0");
            fabric("ip link set sw0 addrgenmode none up");
            host("ip link add up0 type veth peer name port0 netns " + run + "-fabric");
            host("ip link add tap0 type veth peer name standby netns " + run + "-guest");
            host("ip link add other type veth peer name otherx");
            fabric("ip link add vf0 type veth peer name primary netns " + run + "-guest");
            for (String port : List.of("up0", "tap0", "other")) {
                host("ip link set " + port + " master br0 addrgenmode none up");
            }
            for (String port : List.of("port0", "vf0")) {
                fabric("ip link set " + port + " master sw0 addrgenmode none up");
            }
            for (String link : List.of("standby", "primary")) {
                guest("ip link set " + link + " address " + GUEST + " addrgenmode none");
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    KernelNetwork open() {
        return open(Path.of("/nowhere"), Map.of());
    }

    KernelNetwork open(Path netClass, Map<String, String> uplinks) {
        return inHost(() -> KernelNetwork.open(netClass, uplinks, List.of()));
    }

    /** The guest sends and hears by this link alone. */
    void guestUses(String link, String... addresses) {
        guest("ip link set standby down");
        guest("ip link set primary down");
        guest("ip address flush dev standby");
        guest("ip address flush dev primary");
        guest("ip link set " + link + " up");
        for (String address : addresses) {
            guest("ip address add " + address + " dev " + link + (address.contains(":") ? " nodad" : ""));
        }
    }

    <T> T inHost(NetworkNamespace.Action<T, RuntimeException> action) {
        return namespace("host").call(action);
    }

    NetworkNamespace namespace(String part) {
        return NetworkNamespace.named(run + "-" + part);
    }

    IfIndex index(String part, String link) {
        try (RouteSocket socket = RouteSocket.openIn(namespace(part))) {
            return socket.link(link).orElseThrow().ifIndex();
        }
    }

    String host(String commandLine) {
        return inside("host", commandLine);
    }

    String fabric(String commandLine) {
        return inside("fabric", commandLine);
    }

    String guest(String commandLine) {
        return inside("guest", commandLine);
    }

    private String inside(String part, String commandLine) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + run + "-" + part));
        command.addAll(List.of(commandLine.split(" ")));
        return command(command.toArray(String[]::new));
    }

    private static String command(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    static InetAddress ip(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() {
        for (String part : List.of("host", "fabric", "guest")) {
            command("ip", "netns", "del", run + "-" + part);
        }
    }
}
