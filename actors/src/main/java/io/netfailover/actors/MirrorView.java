package io.netfailover.actors;

import io.netfailover.datapath.MirrorReading;
import io.netfailover.datapath.MirrorReading.SlaveReading;
import io.netfailover.journal.FoldedStatistics;
import io.netfailover.journal.MasterState.Active;
import io.netfailover.netlink.Link;
import io.netfailover.types.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** How a master looks by what its slaves are: NF-15, NF-25, NF-26, NF-27. */
final class MirrorView {
    private Optional<MirrorReading> reading = Optional.empty();
    private Optional<FoldedStatistics> statistics = Optional.empty();
    private Optional<String> trouble = Optional.empty();

    void mirrored(MirrorReading seen, FoldedStatistics folded) {
        reading = Optional.of(seen);
        statistics = Optional.of(folded);
        trouble = Optional.empty();
    }

    void forget() {
        reading = Optional.empty();
        statistics = Optional.empty();
        trouble = Optional.empty();
    }

    void notMirrored(String reason) {
        trouble = Optional.of(reason);
    }

    SortedMap<String, Long> statistics(Active active) {
        return new TreeMap<>(
                statistics.or(active::statistics).orElse(FoldedStatistics.NONE).totals());
    }

    /**
     * MTU limits are the primary's, else the standby's (NF-15); speed and duplex are the primary's while it is running with carrier, else
     * the standby's (NF-27).
     */
    MasterStatus.LinkSettings settings(Optional<Link> primary, Optional<Link> standby) {
        Optional<Link> limiting = primary.or(() -> standby);
        Optional<SlaveReading> talking = usable(Role.PRIMARY, primary).or(() -> usable(Role.STANDBY, standby));
        return new MasterStatus.LinkSettings(
                limiting.map(Link::minMtuBytes).orElse(0),
                limiting.map(Link::maxMtuBytes).orElse(0),
                talking.map(SlaveReading::speedMbits)
                        .filter(speed -> speed.isPresent())
                        .map(speed -> speed.getAsInt())
                        .orElse(null),
                talking.map(SlaveReading::duplex).orElse("unknown"));
    }

    private Optional<SlaveReading> usable(Role role, Optional<Link> link) {
        return link.filter(Link::isRunningWithCarrier)
                .flatMap(running -> reading.map(seen -> seen.slaves().get(role))
                        .filter(slave -> slave.link().equals(running.ifIndex())));
    }

    /** @param vlans names of the VLAN links on top of the master */
    List<String> alarms(List<String> vlans, Function<SlaveReading, String> nameOf) {
        List<String> alarms = new ArrayList<>();
        trouble.ifPresent(reason -> alarms.add("its slaves may not follow it: " + reason));
        reading.ifPresent(seen -> {
            seen.problems().forEach(problem -> alarms.add("a slave does not follow it: " + problem));
            if (!vlans.isEmpty()) {
                losing(seen.slaves())
                        .map(nameOf)
                        .forEach(slave -> alarms.add(slave + " filters VLANs, so frames for " + String.join(", ", vlans)
                                + " do not arrive over it: run 'ethtool -K " + slave
                                + " rx-vlan-filter off', or where its"
                                + " driver refuses that (virtio_net, vmxnet3), give " + slave
                                + " a VLAN link of the same id, and acknowledge this"));
            }
        });
        return alarms;
    }

    private static Stream<SlaveReading> losing(Map<Role, SlaveReading> slaves) {
        return Stream.of(Role.values())
                .flatMap(role -> Optional.ofNullable(slaves.get(role)).stream())
                .filter(SlaveReading::losesVlans);
    }
}
