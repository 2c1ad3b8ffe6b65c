package io.netfailover.datapath;

import io.netfailover.datapath.MirrorReading.Remedy;
import io.netfailover.datapath.MirrorReading.SlaveReading;
import io.netfailover.netlink.Ethtool;
import io.netfailover.netlink.LinkDetails;
import io.netfailover.netlink.LinkModes;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.OffloadLimits;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Brings the slaves in step with their master and reads what it shows of them: NF-16, NF-24 to NF-27. Slaves may have no addresses then. */
final class MirrorRound {
    private static final String VLAN_FILTER = "rx-vlan-filter"; // NETIF_F_HW_VLAN_CTAG_FILTER

    private final LinkWork work;
    private final IfIndex master;
    private final SlaveMirror mirror;
    private final SlaveVlans vlans;
    private final boolean remediates;
    private final Map<Role, SlaveReading> slaves = new EnumMap<>(Role.class);
    private final Map<IfIndex, Map<String, Long>> counters = new HashMap<>();
    private final List<OffloadLimits> limits = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<Remedy> remedies = new ArrayList<>();

    /** @param remediates whether slaves lose addresses and DHCP clients that somebody gave them */
    MirrorRound(LinkWork work, IfIndex master, SlaveMirror mirror, SlaveVlans vlans, boolean remediates) {
        this.work = work;
        this.master = master;
        this.mirror = mirror;
        this.vlans = vlans;
        this.remediates = remediates;
    }

    /** @param transmitDropped frames that the master's programs dropped for want of a path; what the pair dropped itself is added */
    MirrorReading run(Map<Role, IfIndex> registered, long transmitDropped) {
        registered.forEach((role, index) -> work.route(index)
                .details(index)
                .ifPresentOrElse(slave -> visit(role, slave), () -> mirror.forget(index)));
        attempt(this::limitOffload);
        long dropped = transmitDropped + details().statistics().txDropped();
        counters.put(master, dropped == 0 ? Map.of() : Map.of("txDropped", dropped));
        return new MirrorReading(slaves, counters, problems, remedies);
    }

    private void visit(Role role, LinkDetails slave) {
        IfIndex index = slave.link().ifIndex();
        attempt(() -> mirror.follow(work, master, index));
        if (remediates) {
            SlaveRemedies remedy = new SlaveRemedies(work, slave.link(), remedies);
            attempt(remedy::endClients);
            attempt(remedy::removeAddresses);
        }
        limits.add(slave.offloadLimits());
        counters.put(index, slave.statistics().byName());
        try (Ethtool ethtool = work.at(index, Ethtool::open)) {
            boolean filters = filtersVlans(index, ethtool);
            boolean canBeTold = !work.isHidden(index);
            if (canBeTold && !slave.link().master().equals(Optional.of(master))) { // a bond tells its slaves itself
                attempt(() -> vlans.follow(master, slave.link(), filters));
            }
            slaves.put(role, reading(index, ethtool, filters && !canBeTold));
        }
    }

    private void attempt(Runnable effect) {
        try {
            effect.run();
        } catch (NetlinkException | DataPathException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Larger pieces than a slave takes are cut up by the kernel on the processor (gso_features_check). Only ever lowered, so that what a
     * user set stays; what the slave lacks otherwise (checksums, scatter-gather) the kernel does on the way to it.
     */
    private void limitOffload() {
        OffloadLimits now = details().offloadLimits();
        int size = limits.stream().mapToInt(OffloadLimits::gsoMaxSize).reduce(now.gsoMaxSize(), Math::min);
        int segments = limits.stream().mapToInt(OffloadLimits::gsoMaxSegs).reduce(now.gsoMaxSegs(), Math::min);
        if (size != now.gsoMaxSize() || segments != now.gsoMaxSegs()) {
            work.steps().before("limit segmentation offload of link " + master);
            work.route().links().setGsoLimits(master, size, segments);
        }
    }

    private LinkDetails details() {
        return work.route().details(master).orElseThrow(() -> new DataPathException("link " + master + " is gone"));
    }

    private static SlaveReading reading(IfIndex slave, Ethtool ethtool, boolean losesVlans) {
        try {
            LinkModes modes = ethtool.linkModes(slave);
            return new SlaveReading(
                    slave, modes.speedMbits(), modes.duplex().name().toLowerCase(Locale.ROOT), losesVlans);
        } catch (NetlinkException e) { // its driver does not tell, or it is going
            return new SlaveReading(slave, OptionalInt.empty(), "unknown", losesVlans);
        }
    }

    private static boolean filtersVlans(IfIndex slave, Ethtool ethtool) {
        try {
            return ethtool.features(slave).stream()
                    .anyMatch(feature -> feature.name().equals(VLAN_FILTER) && feature.active());
        } catch (NetlinkException e) { // as in reading
            return false;
        }
    }
}
