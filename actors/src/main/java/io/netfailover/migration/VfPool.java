package io.netfailover.migration;

import io.netfailover.types.VfRef;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The VFs of a host that VMs may have, and the rules by which they get them. Who has which is the caller's to keep; a holding of a VF that
 * is not in the pool (any more) takes nothing from it.
 */
public record VfPool(List<Port> ports) {
    public VfPool {
        ports = List.copyOf(ports);
    }

    /**
     * A PF.
     *
     * @param carrier whether a VF of it would reach the network
     * @param functions those of its VFs that are in the pool
     */
    public record Port(String pf, boolean carrier, List<VfRef> functions) {
        public Port {
            functions = functions.stream()
                    .sorted(Comparator.comparingInt(VfRef::index))
                    .toList();
        }
    }

    /**
     * A VF of the pool.
     *
     * @param holding empty for one that is free
     */
    public record Entry(VfRef vf, boolean carrier, Optional<VfHolding> holding) {}

    /** What was chosen, or why nothing. */
    public sealed interface Choice {
        record Chosen(VfRef vf) implements Choice {}

        /** @param advice what to do */
        record Refused(String why, String advice) implements Choice {}
    }

    /** All of it, by PF in the order of the configuration and by index. */
    public List<Entry> entries(List<VfHolding> holdings) {
        return ports.stream()
                .flatMap(port ->
                        port.functions().stream().map(vf -> new Entry(vf, port.carrier(), holdingOf(vf, holdings))))
                .toList();
    }

    /** The one that {@code by} has already, or else the lowest free one of the first PF that has one and carrier. */
    public Choice choose(String by, List<VfHolding> holdings) {
        List<Entry> entries = entries(holdings);
        return entries.stream()
                .filter(entry -> isHeldBy(by, entry))
                .findFirst()
                .or(() -> entries.stream()
                        .filter(entry -> entry.holding().isEmpty() && entry.carrier())
                        .findFirst())
                .<Choice>map(entry -> new Choice.Chosen(entry.vf()))
                .orElseGet(() -> nothing(entries));
    }

    private Choice nothing(List<Entry> entries) {
        if (entries.isEmpty()) {
            return new Choice.Refused(
                    "there is no VF in the pool",
                    "name a PF and its indices in the configuration, and make VFs: echo N >"
                            + " /sys/class/net/PF/device/sriov_numvfs");
        }
        List<String> withoutCarrier = entries.stream()
                .filter(entry -> entry.holding().isEmpty())
                .map(entry -> entry.vf().pf())
                .distinct()
                .toList();
        if (!withoutCarrier.isEmpty()) {
            return new Choice.Refused(
                    "the only free VFs are on " + String.join(", ", withoutCarrier) + ", which "
                            + (withoutCarrier.size() == 1 ? "has" : "have") + " no carrier",
                    "set " + withoutCarrier.get(0) + " up (ip link set " + withoutCarrier.get(0)
                            + " up) and see to its cable");
        }
        String holders =
                String.join(", ", entries.stream().map(VfPool::words).limit(8).toList());
        return new Choice.Refused(
                "none of the " + entries.size() + " VFs of the pool is free: " + holders
                        + (entries.size() > 8 ? " ..." : ""),
                "release one (netfailover vf release), add VFs to the pool, or migrate to another host");
    }

    /** That one VF and no other; it may be {@code by}'s already. */
    public Choice take(String pf, int index, String by, List<VfHolding> holdings) {
        Optional<Entry> named = entries(holdings).stream()
                .filter(entry -> entry.vf().pf().equals(pf) && entry.vf().index() == index)
                .findFirst();
        String name = pf + " vf " + index;
        if (named.isEmpty()) {
            return new Choice.Refused(name + " is not in the pool", "see what is: netfailover vf list");
        }
        Entry entry = named.get();
        if (isHeldBy(by, entry)) {
            return new Choice.Chosen(entry.vf());
        }
        if (entry.holding().isPresent()) {
            return new Choice.Refused(words(entry), "take another one, or release it: netfailover vf release");
        }
        if (!entry.carrier()) {
            return new Choice.Refused(
                    name + " would reach nobody: " + pf + " has no carrier",
                    "set it up (ip link set " + pf + " up) and see to its cable, or take a VF of another PF");
        }
        return new Choice.Chosen(entry.vf());
    }

    private static boolean isHeldBy(String by, Entry entry) {
        return entry.holding().filter(holding -> holding.by().equals(by)).isPresent();
    }

    private static String words(Entry entry) {
        return entry.holding()
                .map(holding -> entry.vf().pf() + " vf " + entry.vf().index()
                        + (holding.use() == VfHolding.Use.RESERVED ? " is reserved for " : " is in use by ")
                        + holding.by())
                .orElse(entry.vf() + " is free");
    }

    private static Optional<VfHolding> holdingOf(VfRef vf, List<VfHolding> holdings) {
        return holdings.stream()
                .filter(holding ->
                        holding.vf().pf().equals(vf.pf()) && holding.vf().index() == vf.index())
                .findFirst();
    }
}
