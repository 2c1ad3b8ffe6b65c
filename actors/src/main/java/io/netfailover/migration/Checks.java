package io.netfailover.migration;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.GuestInterface;
import io.netfailover.hypervisor.Nic;
import io.netfailover.journal.GuestMaster;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationPair;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.journal.MigrationStrategy;
import io.netfailover.types.DomainName;
import io.netfailover.types.MacAddress;
import io.netfailover.types.VfRef;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Preflight on both hosts: changes nothing, finds the pairs, and refuses what cannot end well. */
final class Checks {
    private static final Duration AGENT = Duration.ofSeconds(2);

    private Checks() {}

    /** CHECK_SOURCE: the domain runs here, nothing else moves it, and its pairs are whole. */
    static MigrationPlan source(StepGround ground, MigrationPlan plan) {
        MigrationOrder order = plan.order();
        DomainName name = order.domain();
        Domain domain = ground.domain(name)
                .orElseThrow(() -> StepException.refused(
                        "there is no domain " + name + " on " + ground.host(), "'netfailover domain list' shows them"));
        requireMovable(domain, order.guestMaster());
        List<MigrationPair> pairs = new ArrayList<>();
        for (Nic standby : standbys(domain)) {
            pairs.add(pair(ground, name, standby, primaryOf(domain, standby)));
        }
        if (pairs.isEmpty()) {
            throw StepException.refused(
                    name + " has no failover pair",
                    "give it a virtio interface with <teaming type='persistent'/> and the MAC of its VF");
        }
        if (order.strategy() == MigrationStrategy.TEAMING) {
            pairs.forEach(pair -> requireTeamed(domain, pair));
        }
        pairs.forEach(pair -> pair.sourceVf().ifPresent(vf -> ground.vfs().hold(vf, name.value(), true)));
        return plan.withPairs(pairs);
    }

    /** What the domain alone tells. */
    static void requireMovable(Domain domain, GuestMaster master) {
        DomainName name = domain.name();
        if (domain.state() != Domain.State.RUNNING) {
            throw StepException.refused(
                    name + " is not running but " + words(domain.state()),
                    "start or resume it first: only a running guest can let its VF go");
        }
        domain.job().ifPresent(job -> {
            throw StepException.refused(name + " has a job under way: " + job, "wait for it, or end it");
        });
        if (master == GuestMaster.KERNEL) {
            requireKernelMaster(domain);
        }
        domain.nics().stream()
                .filter(nic -> nic.vf().isPresent())
                .filter(nic -> standbys(domain).stream()
                        .noneMatch(standby -> primaryOf(domain, standby).equals(Optional.of(nic))))
                .findFirst()
                .ifPresent(alone -> {
                    throw StepException.refused(
                            "VF " + alone.alias() + " of " + name + " has no standby",
                            "detach it, or give it one with its MAC: what is passed through cannot be migrated");
                });
        if (!domain.obstacles().isEmpty()) {
            throw StepException.refused(
                    name + " cannot be migrated: " + String.join("; ", domain.obstacles()),
                    "take from it what is in the way, then order again");
        }
    }

    private static String words(Domain.State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static void requireKernelMaster(Domain domain) {
        String other = "; or say --guest-master netfailover, if netfailover runs in the guest";
        standbys(domain).stream().filter(nic -> !nic.failover()).findFirst().ifPresent(plain -> {
            throw StepException.refused(
                    plain.alias() + " of " + domain.name()
                            + " does not offer STANDBY, so its guest has no net_failover",
                    "give it <teaming type='persistent'/> (QEMU: failover=on) and start the VM again" + other);
        });
        if (domain.standbyNegotiated().equals(Optional.of(false))) {
            throw StepException.refused(
                    "the guest of " + domain.name() + " has not negotiated STANDBY",
                    "wait until it has booted; it needs virtio_net and net_failover" + other);
        }
    }

    private static List<Nic> standbys(Domain domain) {
        return domain.nics().stream()
                .filter(nic -> nic.model().startsWith("virtio"))
                .filter(nic -> nic.failover() || primaryOf(domain, nic).isPresent())
                .toList();
    }

    private static void requireTeamed(Domain domain, MigrationPair pair) {
        boolean teamed = domain.nic(pair.standbyAlias()).filter(Nic::failover).isPresent()
                && domain.nic(pair.vfAlias())
                        .map(vf -> vf.pairOf().equals(Optional.of(pair.standbyAlias())))
                        .orElse(true);
        if (!teamed) {
            throw StepException.refused(
                    pair.vfAlias() + " and " + pair.standbyAlias() + " of " + domain.name()
                            + " are no teaming pair that QEMU could unplug by itself",
                    "use --strategy explicit");
        }
    }

    private static Optional<Nic> primaryOf(Domain domain, Nic standby) {
        return domain.nics().stream()
                .filter(nic -> !nic.alias().equals(standby.alias()))
                .filter(nic -> nic.pairOf().equals(Optional.of(standby.alias()))
                        || (nic.pairOf().isEmpty()
                                && nic.mac().equals(standby.mac())
                                && !nic.model().startsWith("virtio")))
                .findFirst();
    }

    private static MigrationPair pair(StepGround ground, DomainName name, Nic standby, Optional<Nic> primary) {
        primary.filter(vf -> !vf.mac().equals(standby.mac())).ifPresent(vf -> {
            throw StepException.refused(
                    "VF " + vf.alias() + " has MAC " + vf.mac() + ", its standby " + standby.alias() + " has "
                            + standby.mac(),
                    "give both the same MAC: the guest pairs them by it");
        });
        String tap = standby.hostLink()
                .orElseThrow(() -> StepException.refused(
                        standby.alias() + " of " + name + " has no link on " + ground.host(),
                        "a standby must be of type bridge"));
        HostLink link = ground.network()
                .link(tap)
                .orElseThrow(() -> StepException.refused(
                        "there is no link " + tap + " on " + ground.host(), "it is the standby's tap"));
        String bridge = link.bridge()
                .orElseThrow(() -> StepException.refused(
                        tap + " is not a port of a bridge", "put it into the bridge of the uplink VF"));
        requireUplink(ground, bridge);
        return new MigrationPair(
                standby.mac(),
                standby.alias(),
                tap,
                bridge,
                primary.map(Nic::alias).orElse(standby.alias() + "-vf"),
                primary.map(vf -> functionOf(ground, vf)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                link.mtuBytes(),
                link.vlans(),
                addresses(ground, name, standby.mac()));
    }

    private static void requireUplink(StepGround ground, String bridge) {
        String uplink = ground.network().uplinkOf(bridge);
        HostLink link = ground.network()
                .link(uplink)
                .orElseThrow(() -> StepException.refused(
                        "there is no uplink " + uplink + " on " + ground.host(),
                        "see netfailover.migration.uplinks in its configuration"));
        if (!link.bridge().equals(Optional.of(bridge))) {
            throw StepException.refused(
                    "uplink " + uplink + " on " + ground.host() + " is not a port of " + bridge,
                    "ip link set " + uplink + " master " + bridge);
        }
    }

    /** Where it is on the bus tells; else the MAC that its PF has set for it. */
    private static VfRef functionOf(StepGround ground, Nic vf) {
        return ground.vfs().pfs().stream()
                .flatMap(pf -> ground.vfs().functionsOf(pf, ground.network()).stream())
                .filter(function -> vf.vf()
                        .map(pci -> function.pci().equals(pci))
                        .orElseGet(
                                () -> ground.network().vfAdmin(function).mac().equals(vf.mac())))
                .findFirst()
                .orElseThrow(() -> StepException.refused(
                        "primary " + vf.alias()
                                + vf.vf().map(pci -> " at " + pci).orElse("") + " is no VF of a PF of the pool of "
                                + ground.host(),
                        "name its PF in netfailover.vf.pfs: only VFs can be given back and taken"));
    }

    private static List<String> addresses(StepGround ground, DomainName name, MacAddress mac) {
        try {
            return ground.await(AGENT, limit -> ground.hypervisor().guestInterfaces(name, limit)).stream()
                    .flatMap(List::stream)
                    .filter(link -> link.mac().equals(mac))
                    .map(GuestInterface::addresses)
                    .flatMap(List::stream)
                    .filter(address -> !address.isLoopbackAddress())
                    .map(InetAddress::getHostAddress)
                    .distinct()
                    .toList();
        } catch (StepException e) {
            return List.of(); // without an agent the guest's answers on the wire must do
        }
    }

    /** CHECK_DESTINATION: there is room for the domain and for each of its NICs. */
    static MigrationPlan destination(StepGround ground, MigrationPlan plan) {
        DomainName name = plan.order().domain();
        ground.domain(name)
                // a definition is what the VM brings with it, and what an undo would remove
                .filter(there -> there.state() != Domain.State.SHUT_OFF
                        || ground.hypervisor().ownsDomains())
                .ifPresent(there -> {
                    throw StepException.refused(
                            ground.host() + " has a domain " + name + " already (" + words(there.state()) + ")",
                            "look which of the two is the right one, and end or undefine the other");
                });
        for (MigrationPair pair : plan.pairs()) {
            HostLink bridge = ground.network()
                    .link(pair.bridge())
                    .orElseThrow(() -> StepException.refused(
                            "there is no bridge " + pair.bridge() + " on " + ground.host(),
                            "make it as it is on " + plan.order().source()));
            if (bridge.mtuBytes() < pair.mtuBytes()) {
                throw StepException.refused(
                        pair.bridge() + " on " + ground.host() + " has an MTU of " + bridge.mtuBytes()
                                + ", the VM's is " + pair.mtuBytes(),
                        "ip link set " + pair.bridge() + " mtu " + pair.mtuBytes() + ", and of its ports");
            }
            requireUplink(ground, pair.bridge());
            HostLink uplink = ground.network()
                    .link(ground.network().uplinkOf(pair.bridge()))
                    .orElseThrow();
            List<Integer> missing = new ArrayList<>(pair.vlans());
            missing.removeAll(uplink.vlans());
            if (!missing.isEmpty()) {
                throw StepException.refused(
                        "uplink " + uplink.name() + " on " + ground.host() + " is not in VLAN " + missing.get(0)
                                + ", which the VM uses",
                        "bridge vlan add vid " + missing.get(0) + " dev " + uplink.name());
            }
            if (ground.hypervisor().ownsDomains()
                    && ground.network().link(pair.tap()).isPresent()) {
                throw StepException.refused(
                        "the name " + pair.tap() + " is taken on " + ground.host(),
                        "delete or rename that link: the VM's tap will have this name");
            }
        }
        return plan;
    }
}
