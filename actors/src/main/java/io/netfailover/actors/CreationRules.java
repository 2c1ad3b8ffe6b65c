package io.netfailover.actors;

import io.netfailover.datapath.MasterAlias;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.types.Layout;
import io.netfailover.types.MacAddress;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold before a master is made; each objection says what, why and what to do, and nothing was changed. */
public final class CreationRules {
    private CreationRules() {}

    /**
     * @param links all links that exist now
     * @param masters what is defined already
     * @return what to make
     * @throws RefusedException for the first rule that does not hold
     */
    public static MasterDefinition definition(
            MasterRequest wanted, Collection<Link> links, Collection<MasterDefinition> masters) {
        requireWhatExists(wanted);
        MasterName name = wanted.name();
        String standbyName = wanted.standby();
        Link standby = links.stream()
                .filter(link ->
                        link.name().equals(standbyName) || link.altNames().contains(standbyName))
                .findAny()
                .orElseThrow(() -> refusal(
                        "there is no link '" + standbyName + "'",
                        "'netfailover netdev list' shows the links of this namespace"));
        if (standby.isLoopback()) {
            throw refusal(
                    "'" + standbyName + "' is the loopback device, it cannot be a standby", "name a network card");
        } else if (!standby.isEthernet()) {
            throw refusal("'" + standbyName + "' is no Ethernet link", "a failover master pairs Ethernet links only");
        }
        requireNotTheDrivers(standby, links);
        Optional<MasterName> part = ownerByAlias(standby);
        if (part.isPresent()) {
            throw refusal(
                    "'" + standbyName + "' is a part of failover master '" + part.get() + "'",
                    "name a link of its own, or run 'netfailover master destroy " + part.get() + "' first");
        }
        standby.master().ifPresent(index -> {
            Optional<Link> master =
                    links.stream().filter(link -> link.ifIndex().equals(index)).findAny();
            master.ifPresent(link -> requireNotTheDrivers(link, links));
            String owner = master.map(Link::name).orElse("link " + index);
            throw refusal(
                    "'" + standbyName + "' belongs to '" + owner + "' already",
                    "take it out first: ip link set " + standby.name() + " nomaster");
        });
        MacAddress mac = standby.permanentAddress()
                .or(standby::address)
                .filter(address -> !address.isZero() && !address.isMulticast())
                .orElseThrow(() -> refusal(
                        "'" + standbyName + "' has no MAC address to pair by",
                        "set one: ip link set " + standby.name() + " address ..."));
        masters.stream().filter(other -> other.mac().equals(mac)).findAny().ifPresent(other -> {
            throw refusal(
                    "failover master '" + other.name() + "' has MAC " + mac + " already",
                    "one master for each MAC: run 'netfailover master destroy " + other.name() + "' first");
        });
        boolean nameInUse = links.stream()
                .filter(link -> !link.ifIndex().equals(standby.ifIndex()))
                .anyMatch(link ->
                        link.name().equals(name.value()) || link.altNames().contains(name.value()));
        if (nameInUse) {
            throw refusal("a link '" + name + "' exists already", "choose another name, or the standby's own");
        }
        return new MasterDefinition(
                name,
                standby.name(),
                standby.isUp(),
                mac,
                wanted.steering(),
                wanted.receiveRule(),
                wanted.layout(),
                Optional.empty());
    }

    /** A link of no kind (IFLA_INFO_KIND) that has slaves is a master that a driver made: net_failover, or netvsc. */
    private static void requireNotTheDrivers(Link link, Collection<Link> links) {
        String slaves = links.stream()
                .filter(slave -> slave.master().equals(Optional.of(link.ifIndex())))
                .map(Link::name)
                .collect(Collectors.joining(" and "));
        if (link.kind().isEmpty() && !slaves.isEmpty()) {
            throw refusal(
                    "'" + link.name() + "' is a failover master already: its driver made it, over " + slaves,
                    "'netfailover master show " + link.name()
                            + "' shows it; to have one of ours give the VM its virtio NIC without failover=on");
        }
    }

    private static Optional<MasterName> ownerByAlias(Link link) {
        return MasterAlias.parse(link.alias()).map(MasterAlias::master);
    }

    /**
     * @param shown what is shown of it now
     * @throws RefusedException unless the master that there is already is the wanted one, in service
     */
    static void requireSame(MasterDefinition existing, MasterRequest wanted, Optional<MasterStatus> shown) {
        boolean active = shown.filter(status -> status.state().equals("active")).isPresent();
        boolean sameStandby = existing.standbyName().equals(wanted.standby())
                || shown.stream()
                        .flatMap(status -> status.slaves().stream())
                        .anyMatch(slave ->
                                slave.role().equals("standby") && slave.name().equals(wanted.standby()));
        if (!active
                || !sameStandby
                || existing.steering() != wanted.steering()
                || existing.receiveRule() != wanted.receiveRule()
                || existing.layout() != wanted.layout()) {
            throw refusal(
                    "failover master '" + existing.name() + "' exists already, "
                            + (active ? "with other settings" : "but is not in service"),
                    "see 'netfailover master show " + existing.name() + "'; 'netfailover master destroy "
                            + existing.name() + "' makes room for another");
        }
    }

    /** Not every steering has every layout and rule. */
    private static void requireWhatExists(MasterRequest wanted) {
        if (wanted.steering() == Steering.BOND && wanted.receiveRule() == ReceiveRule.STRICT) {
            throw refusal(
                    "steering bond hears the slave that it sends over, which rx strict forbids",
                    "use rx open, or another steering");
        } else if (Set.of(Steering.MIRRED, Steering.TAP, Steering.BOND).contains(wanted.steering())
                && wanted.layout() != Layout.DIRECT) {
            throw refusal(
                    "steering " + wanted.steering().word() + " has the layout direct only",
                    "use direct, or steering auto");
        }
    }

    private static RefusedException refusal(String message, String advice) {
        return new RefusedException(message, advice);
    }
}
