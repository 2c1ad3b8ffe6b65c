package io.netfailover.actors;

import io.netfailover.datapath.DataPath;
import io.netfailover.datapath.MasterLinks;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.journal.MasterEvent.PathSwitched;
import io.netfailover.journal.MasterState;
import io.netfailover.journal.MasterState.Active;
import io.netfailover.journal.MasterState.Creating;
import io.netfailover.journal.MasterState.Destroying;
import io.netfailover.netlink.Link;
import io.netfailover.os.PciSlots;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import io.netfailover.types.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one master knows of the links around it, beside its journal: which of them could be its slaves, and how it looks to users. Owned
 * by one actor.
 */
final class MasterView {
    /**
     * Kinds without a permanent address of their own whose address at appearance stands for it. Not bridge, vlan, macvlan: they borrow
     * the address of a link below them.
     */
    private static final Set<String> PAIRED_BY_FIRST_ADDRESS = Set.of("veth", "tun", "");

    private final PciSlots slots;
    private final Map<IfIndex, Link> links = new TreeMap<>();
    private final Map<IfIndex, MacAddress> firstAddress = new HashMap<>();
    private final Map<IfIndex, Refusal> refused = new TreeMap<>();
    private Optional<DataPath> dataPath = Optional.empty();
    private Optional<String> waiting = Optional.empty();
    private final MirrorView mirror = new MirrorView();
    private final Set<IfIndex> silent = new HashSet<>();
    private boolean held;
    private Optional<PathSwitched> lastSwitch = Optional.empty();
    private int switches;

    /** What was said against a link, and what it was like then. */
    private record Refusal(String reason, String name, Optional<IfIndex> master, Optional<MacAddress> address) {
        boolean concerns(Link link) {
            return name.equals(link.name()) && master.equals(link.master()) && address.equals(link.address());
        }
    }

    MasterView(List<Link> links) {
        this(links, PciSlots.ofKernel());
    }

    MasterView(List<Link> links, PciSlots slots) {
        this.slots = slots;
        links.forEach(this::see);
    }

    void hear(NetlinkEventStream.News news) {
        if (news instanceof NetlinkEventStream.Seen seen) {
            see(seen.link());
        } else if (news instanceof NetlinkEventStream.Gone gone) {
            links.remove(gone.link().ifIndex());
            firstAddress.remove(gone.link().ifIndex());
            refused.remove(gone.link().ifIndex());
        }
    }

    private void see(Link link) {
        links.put(link.ifIndex(), link);
        link.address().ifPresent(address -> firstAddress.putIfAbsent(link.ifIndex(), address));
        Refusal refusal = refused.get(link.ifIndex());
        if (refusal != null && !refusal.concerns(link)) {
            refused.remove(link.ifIndex()); // what stood against it may be gone
        }
    }

    void serve(DataPath path) {
        dataPath = Optional.of(path);
        waiting = Optional.empty();
    }

    /** The data path is about to be unmade or closed: its counters may not be read any more. */
    void letGo() {
        dataPath = Optional.empty();
    }

    void wait(String reason) {
        waiting = Optional.of(reason);
    }

    void switched(PathSwitched event) {
        lastSwitch = Optional.of(event);
        switches++;
    }

    /** Whether the path is held on the standby since it changed too often. */
    void hold(boolean now) {
        held = now;
    }

    /** Whether a probe target answers on that slave; false when that was known. */
    boolean heard(IfIndex slave, boolean answers) {
        return answers ? silent.remove(slave) : silent.add(slave);
    }

    /** Slaves on which no probe target answers. */
    Set<IfIndex> silent() {
        return Set.copyOf(silent);
    }

    /** Nobody probes or steers the paths any more. */
    void forgetPaths() {
        silent.clear();
        held = false;
    }

    /** The part that shows what the slaves are. */
    MirrorView mirror() {
        return mirror;
    }

    Optional<Link> link(IfIndex ifIndex) {
        return Optional.ofNullable(links.get(ifIndex));
    }

    Optional<Link> master() {
        return dataPath.flatMap(path -> link(path.links().master()));
    }

    boolean masterUp() {
        return master().filter(Link::isUp).isPresent();
    }

    /**
     * NF-05: links that pair with the master by their permanent address (or the address at appearance), or that its policy names, and are
     * none of its own.
     */
    List<Link> candidates(MasterDefinition definition) {
        return links.values().stream()
                .filter(Link::isEthernet)
                .filter(link -> !isOwn(link.ifIndex()))
                .filter(link -> pairs(link, definition))
                .toList();
    }

    private boolean pairs(Link link, MasterDefinition definition) {
        Optional<PciAddress> device = definition.policyInForce().primaryDevice();
        Optional<String> serial = definition.policyInForce().primarySerial();
        if (!definition.policyInForce().namesPrimary()) {
            return pairingAddress(link).filter(definition.mac()::equals).isPresent();
        }
        return link.parentBus().equals("pci")
                && device.stream().allMatch(wanted -> wanted.value().equals(link.parentDevice()))
                && serial.stream()
                        .allMatch(wanted -> slots.nameOf(link.parentDevice())
                                .filter(wanted::equals)
                                .isPresent());
    }

    private boolean isOwn(IfIndex index) {
        return dataPath.map(DataPath::links)
                .filter(own -> index.equals(own.master()) || index.equals(own.idle()) || index.equals(own.standby()))
                .isPresent();
    }

    private Optional<MacAddress> pairingAddress(Link link) {
        return link.permanentAddress()
                .or(() -> PAIRED_BY_FIRST_ADDRESS.contains(link.kind())
                        ? Optional.ofNullable(firstAddress.get(link.ifIndex()))
                        : Optional.empty());
    }

    /** Why a candidate cannot become the primary: NF-07, NF-08, NF-11. */
    Optional<String> objection(Link candidate, Active active) {
        Optional<MasterState.Slave> primary = active.primary();
        MacAddress mac = active.definition().mac();
        Optional<Link> standby = dataPath.flatMap(path -> link(path.links().standby()));
        boolean sameParent = !candidate.parentDevice().isEmpty()
                && standby.filter(link -> link.parentDevice().equals(candidate.parentDevice()))
                        .isPresent();
        if (sameParent) {
            return Optional.of("it shares the standby's parent device, and a standby is registered already");
        } else if (primary.isPresent()) {
            return Optional.of(
                    "a primary is registered already: " + primary.get().name());
        } else if (candidate.master().filter(owner -> !isOwn(owner)).isPresent()) {
            String name = link(candidate.master().get())
                    .map(Link::name)
                    .orElse("link " + candidate.master().get());
            return Optional.of("it belongs to " + name + " already");
        } else if (active.definition().policyInForce().namesPrimary()
                && !candidate.address().equals(Optional.of(mac))) {
            return Optional.of(
                    "it is the primary that the policy names, but its MAC is not the master's: set it ('ip link set "
                            + candidate.name() + " address " + mac + "')");
        }
        return Optional.empty();
    }

    /** Remembers a refusal; false when it was known, so that it is journalled once. */
    boolean refuse(Link link, String reason) {
        Refusal refusal = new Refusal(reason, link.name(), link.master(), link.address());
        return !refusal.equals(refused.put(link.ifIndex(), refusal));
    }

    boolean isRefused(Link link) {
        return refused.containsKey(link.ifIndex());
    }

    /** Candidates that were refused for a reason that is gone now may be tried again. */
    void forgetRefusals() {
        refused.clear();
    }

    Optional<MasterStatus> status(MasterState state) {
        if (state instanceof Creating creating) {
            return Optional.of(status(creating.definition(), "creating", null, creating.confirmBy()));
        } else if (state instanceof Destroying destroying) {
            return Optional.of(status(destroying.definition(), "destroying", null, Optional.empty()));
        } else if (state instanceof Active active) {
            return Optional.of(status(
                    active.definition(), waiting.isPresent() ? "waiting" : "active", active, active.confirmBy()));
        }
        return Optional.empty();
    }

    private MasterStatus status(
            MasterDefinition definition, String word, @Nullable Active active, Optional<Instant> confirmBy) {
        Optional<Link> master = master();
        Optional<Link> idle =
                dataPath.map(DataPath::links).filter(MasterLinks::isPair).flatMap(links -> link(links.idle()));
        return new MasterStatus(
                definition.name().value(),
                word,
                master.map(link -> link.ifIndex().value()).orElse(null),
                idle.map(link -> new MasterStatus.LinkName(
                                link.name(), link.ifIndex().value()))
                        .orElse(null),
                masterUp(),
                master.filter(Link::carrier).isPresent(),
                definition.mac().toString(),
                master.map(Link::mtuBytes).orElse(0),
                active == null ? "none" : word(active.path()),
                active == null
                        ? definition.steering().word()
                        : active.steering().word(),
                definition.steering().word(),
                active == null ? "" : active.bestSteering().word(),
                dataPath.map(DataPath::why).orElse(""),
                definition.layout().word(),
                definition.receiveRule().name().toLowerCase(Locale.ROOT),
                PolicySettings.of(definition.policyInForce()),
                active == null ? List.of() : slaves(active),
                dataPath.map(DataPath::counters).orElse(null),
                switches,
                lastSwitch
                        .map(event -> new MasterStatus.Switch(
                                event.at(), word(event.from()), word(event.to()), event.reason()))
                        .orElse(null),
                held,
                alarms(),
                confirmBy.orElse(null),
                active == null
                        ? null
                        : mirror.settings(
                                active.primary()
                                        .flatMap(slave -> link(slave.key().ifIndex())),
                                link(active.standby().ifIndex())),
                active == null ? new TreeMap<>() : mirror.statistics(active));
    }

    /** What it waits for, else what its slaves do not take, in one text. */
    private List<String> alarms() {
        if (waiting.isPresent()) {
            return List.of("waiting for the kernel: " + waiting.get());
        }
        List<String> texts = mirror.alarms(
                ownVlans(), slave -> link(slave.link()).map(Link::name).orElse("link " + slave.link()));
        return texts.isEmpty() ? texts : List.of(String.join("; ", texts));
    }

    /** All VLAN links. */
    List<Link> vlans() {
        return links.values().stream()
                .filter(link -> link.kind().equals("vlan"))
                .toList();
    }

    /** Names of those on top of the master. */
    private List<String> ownVlans() {
        return vlans().stream()
                .filter(link -> link.lower().isPresent() && link.lower().equals(master().map(Link::ifIndex)))
                .map(Link::name)
                .toList();
    }

    private List<MasterStatus.SlaveStatus> slaves(Active active) {
        List<MasterStatus.SlaveStatus> slaves = new ArrayList<>();
        slaves.add(slave(
                Role.STANDBY,
                active.definition().standbyName(),
                active.standby().ifIndex(),
                null));
        active.primary()
                .ifPresent(p -> slaves.add(slave(Role.PRIMARY, p.name(), p.key().ifIndex(), null)));
        refused.forEach((index, refusal) -> slaves.add(slave(Role.PRIMARY, "?", index, refusal.reason())));
        return slaves;
    }

    private MasterStatus.SlaveStatus slave(Role role, String lastName, IfIndex index, @Nullable String refusal) {
        Optional<Link> link = link(index);
        return new MasterStatus.SlaveStatus(
                role.name().toLowerCase(Locale.ROOT),
                link.map(Link::name).orElse(lastName),
                index.value(),
                link.filter(Link::isUp).isPresent(),
                link.filter(Link::carrier).isPresent(),
                link.isPresent(),
                silent.contains(index),
                refusal);
    }

    static String word(io.netfailover.types.Path path) {
        return path.name().toLowerCase(Locale.ROOT);
    }
}
