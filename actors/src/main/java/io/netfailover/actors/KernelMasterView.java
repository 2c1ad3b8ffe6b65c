package io.netfailover.actors;

import io.netfailover.actors.MasterStatus.SlaveStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** How a master of the kernel's {@code net_failover} looks to users, from its links alone. */
final class KernelMasterView {
    private KernelMasterView() {}

    /** @param links all links of the host */
    static MasterStatus status(NetdevStatus master, List<NetdevStatus> links) {
        List<SlaveStatus> slaves = links.stream()
                .filter(link -> Objects.equals(link.master(), master.ifindex()))
                .map(link -> slave(master, link))
                .toList();
        return new MasterStatus(
                master.name(),
                "active",
                master.ifindex(),
                null,
                master.up(),
                master.carrier(),
                Objects.requireNonNullElse(master.mac(), ""),
                master.mtuBytes(),
                path(slaves),
                MasterStatus.KERNEL,
                MasterStatus.KERNEL,
                MasterStatus.KERNEL,
                "the kernel's net_failover made it: it is watched, never steered",
                MasterStatus.KERNEL,
                "strict",
                Map.of(),
                slaves,
                null,
                0,
                null,
                false,
                List.of(),
                null,
                null,
                new TreeMap<>());
    }

    /** NF-07: the standby is the link with the master's parent device. */
    private static SlaveStatus slave(NetdevStatus master, NetdevStatus link) {
        boolean isStandby = link.parent() != null && link.parent().equals(master.parent());
        return new SlaveStatus(
                isStandby ? "standby" : "primary",
                link.name(),
                link.ifindex(),
                link.up(),
                link.carrier(),
                true,
                false,
                null);
    }

    /** NF-20: the primary when it is running with carrier, else the standby. */
    private static String path(List<SlaveStatus> slaves) {
        Optional<String> primary = usable(slaves, "primary");
        return primary.or(() -> usable(slaves, "standby")).orElse("none");
    }

    private static Optional<String> usable(List<SlaveStatus> slaves, String role) {
        return slaves.stream()
                .filter(slave -> slave.role().equals(role) && slave.up() && slave.carrier())
                .map(SlaveStatus::role)
                .findAny();
    }
}
