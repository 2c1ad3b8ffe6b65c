package io.netfailover.campaign.crash;

import io.netfailover.hypervisor.Domain;
import io.netfailover.journal.MigrationStep.Side;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfAdmin;
import io.netfailover.types.VfRef;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Two hosts and one VM, as they really are, and everything that was ever changed. */
final class World {
    static final MacAddress MAC = MacAddress.parse("52:54:00:00:12:53");
    static final MacAddress NO_MAC = MacAddress.parse("00:00:00:00:00:00");
    static final String PF = "ens6np0";
    static final String BRIDGE = "br0";
    static final String UPLINK = "vf0";
    static final String TAP = "vmtap01";
    static final String STANDBY = "ua-standby0";
    static final String PRIMARY = "ua-primary0";
    static final VfRef VF = new VfRef(PF, 1, new PciAddress("0000:42:02.1"));
    static final VfAdmin ADMIN = admin(MAC);

    /** One host. */
    static final class Place {
        Optional<Domain.State> domain = Optional.empty();
        boolean standbyUp;
        Optional<VfRef> plugged = Optional.empty();
        boolean reachable = true;
        /** Of the FDB: {@code link kind}. */
        final TreeSet<String> entries = new TreeSet<>();

        final Map<Integer, VfAdmin> admins = new TreeMap<>();
    }

    private final Map<Side, Place> places = new EnumMap<>(Side.class);
    private final List<String> changes = new ArrayList<>();
    private final Map<String, String> lastOf = new HashMap<>();
    private final List<String> objections = new ArrayList<>();

    World() {
        for (Side side : Side.values()) {
            Place place = new Place();
            for (int i = 0; i < 3; i++) {
                place.admins.put(
                        i, new VfAdmin(NO_MAC, 0, 0, "802.1Q", 0, 0, Optional.of(true), Optional.of(false), "auto"));
            }
            places.put(side, place);
        }
        Place source = places.get(Side.SOURCE);
        if (source != null) {
            source.domain = Optional.of(Domain.State.RUNNING);
            source.plugged = Optional.of(VF);
            source.admins.put(VF.index(), ADMIN);
        }
    }

    private static VfAdmin admin(MacAddress mac) {
        return new VfAdmin(mac, 100, 3, "802.1Q", 0, 1000, Optional.of(true), Optional.of(true), "auto");
    }

    synchronized Place at(Side side) {
        Place place = places.get(side);
        if (place == null) {
            throw new AssertionError(side);
        }
        return place;
    }

    /**
     * Every call that changes something is told here, before it does.
     *
     * @param what the thing that is changed
     * @param to what it becomes: the same twice in a row is a second change that a clean run does not have
     */
    synchronized void change(Side side, String what, String to) {
        String thing = side + " " + what;
        if (to.equals(lastOf.put(thing, to))) {
            objections.add("a second state change: " + thing + " to " + to);
        }
        changes.add(thing + ": " + to);
        long running = places.values().stream()
                .filter(place -> place.domain.equals(Optional.of(Domain.State.RUNNING)))
                .count();
        if (running > 1) {
            objections.add("the VM runs on both hosts, at " + thing + " to " + to);
        }
    }

    synchronized List<String> objections() {
        return List.copyOf(objections);
    }

    synchronized List<String> changes() {
        return List.copyOf(changes);
    }

    /** What is so, for comparison with a run in which nothing was broken. */
    synchronized String picture() {
        StringBuilder text = new StringBuilder();
        places.forEach((side, place) -> text.append(side)
                .append(": domain ")
                .append(place.domain.map(Enum::name).orElse("-"))
                .append(place.domain.isPresent() ? ", standby " + (place.standbyUp ? "up" : "down") : "")
                .append(", VF ")
                .append(place.plugged.map(VfRef::toString).orElse("-"))
                .append(", FDB ")
                .append(place.entries)
                .append(", admin ")
                .append(place.admins)
                .append('\n'));
        return text.toString();
    }
}
