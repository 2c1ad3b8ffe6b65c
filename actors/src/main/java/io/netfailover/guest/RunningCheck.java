package io.netfailover.guest;

import io.netfailover.guest.LinkRoles.Role;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What is already wrong on a guest that runs: addresses and leases of slaves, masters without any, roles that udev does not know. */
final class RunningCheck {
    private static final String REAPPLY =
            "udevadm control --reload && udevadm trigger --subsystem-match=net --action=change";

    private final GuestRoot root;
    private final LinkRoles roles;
    private final Function<String, List<InetAddress>> addresses;
    private final List<Finding> findings = new ArrayList<>();

    /** @param addresses of the link of that name */
    RunningCheck(GuestRoot root, LinkRoles roles, Function<String, List<InetAddress>> addresses) {
        this.root = root;
        this.roles = roles;
        this.addresses = addresses;
    }

    List<Finding> run() {
        for (Map.Entry<String, Role> link : roles.all().entrySet()) {
            if (link.getValue() == Role.PART) {
                part(link.getKey());
            } else if (link.getValue() == Role.MASTER && routable(link.getKey()).isEmpty()) {
                findings.add(
                        Finding.warning(
                                link.getKey(),
                                0,
                                "this master has no address",
                                "Look why its network daemon gives it none; 'netfailover guest check' lists what it can tell from files."));
            }
        }
        return findings;
    }

    private void part(String link) {
        List<InetAddress> own = addresses.apply(link);
        for (InetAddress address : own) {
            String text = address.getHostAddress().replaceAll("%.*", "");
            if (address.isLinkLocalAddress()) {
                findings.add(Finding.warning(
                        link,
                        0,
                        "this slave has the link-local address " + text
                                + ", the master's own: duplicate address detection on the master fails",
                        "sysctl -w net.ipv6.conf." + link + ".disable_ipv6=1"));
            } else {
                findings.add(Finding.error(
                        link,
                        0,
                        "this slave has the address " + text + ": answers leave by a path that may be idle",
                        "ip address delete " + text + " dev " + link
                                + ", after its network daemon has been told to spare it."));
            }
        }
        roles.index(link).ifPresent(index -> {
            lease(link, index)
                    .ifPresent(file -> findings.add(Finding.error(
                            file, 0, "a DHCP lease of the slave " + link, "End the DHCP client on " + link + ".")));
            if (root.exists("/run/udev/data")
                    && !root.text("/run/udev/data/n" + index).orElse("").contains("E:NETFAILOVER_LINK=part")) {
                findings.add(Finding.error(
                        link, 0, "udev does not know this slave, so its network daemon does not either", REAPPLY));
            }
        });
    }

    private List<InetAddress> routable(String link) {
        return addresses.apply(link).stream()
                .filter(address -> !address.isLinkLocalAddress())
                .toList();
    }

    /** Of networkd and dhclient, each in its own place. */
    private Optional<String> lease(String link, String index) {
        List<String> places = List.of(
                "/run/systemd/netif/leases/" + index,
                "/run/dhclient." + link + ".pid",
                "/var/lib/dhcp/dhclient." + link + ".leases");
        return places.stream()
                .filter(place ->
                        root.text(place).filter(text -> !text.isBlank()).isPresent())
                .findFirst();
    }

    /** As the kernel has them now; none for a link that is gone. */
    static List<InetAddress> liveAddresses(String link) {
        try {
            NetworkInterface live = NetworkInterface.getByName(link);
            return live == null ? List.of() : live.inetAddresses().toList();
        } catch (SocketException e) {
            return List.of();
        }
    }
}
