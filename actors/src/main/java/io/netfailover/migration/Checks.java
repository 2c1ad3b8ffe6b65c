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
        if (domain.state() != Domain.State.RUNNING) {
            throw StepException.refused(
                    name + " is not running but "
                            + domain.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    "start or resume it first: only a running guest can let its VF go");
        }
        domain.job().ifPresent(job -> {
            throw StepException.refused(name + " has a job under way: " + job, "wait for it, or end it");
        });
        if (order.guestMaster() == GuestMaster.KERNEL
                && domain.standbyNegotiated().equals(Optional.of(false))
                && domain.nics().stream().anyMatch(Nic::failover)) {
            throw StepException.refused(
                    "the guest of " + name + " has not negotiated STANDBY",
                    "load net_failover and virtio_net with it in the guest, or say --guest-master netfailover");
        }
        List<MigrationPair> pairs = new ArrayList<>();
        for (Nic nic : domain.nics()) {
            Optional<Nic> vf = primaryOf(domain, nic);
            if (nic.model().startsWith("virtio") && (nic.failover() || vf.isPresent())) {
                pairs.add(pair(ground, name, nic, vf));
            }
        }
        if (pairs.isEmpty()) {
            throw StepException.refused(
                    name + " has no failover pair",
                    "give it a virtio interface with <teaming type='persistent'/> and the MAC of its VF");
        }
        if (order.strategy() == MigrationStrategy.TEAMING
                && domain.nics().stream().noneMatch(Nic::failover)) {
            throw StepException.refused(
                    name + " has no teaming pair that QEMU could unplug by itself", "use --strategy explicit");
        }
        pairs.forEach(pair -> pair.sourceVf().ifPresent(vf -> ground.vfs().hold(vf, name.value(), true)));
        return plan.withPairs(pairs);
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
                .filter(there -> there.state() != Domain.State.SHUT_OFF)
                .ifPresent(there -> {
                    throw StepException.refused(
                            ground.host() + " has a domain " + name + " already ("
                                    + there.state().name().toLowerCase(Locale.ROOT) + ")",
                            "look which of the two is the right one");
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
