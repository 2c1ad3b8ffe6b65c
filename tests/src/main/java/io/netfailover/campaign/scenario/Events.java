package io.netfailover.campaign.scenario;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * In which order a step opened, closed and resized the slaves, as {@code ip -oneline monitor link} told. Carrier is left out: the kernel
 * tells of it when it likes; so is a link that comes: of what is done to it at once the kernel tells no steps.
 */
final class Events {
    private static final Pattern LINE = Pattern.compile("^(Deleted )?(\\d+): [^<]*<([^>]*)> mtu (\\d+)");

    private record Slave(Arm arm, Role role) {}

    private record State(boolean up, int mtuBytes) {}

    private final Map<Integer, Slave> slaves = new HashMap<>();
    private final Map<Integer, State> states = new HashMap<>();
    private final Set<Integer> fresh = new HashSet<>();
    private final Map<Arm, List<String>> order = new EnumMap<>(Arm.class);

    /** Forgets the order so far; what exists now is no longer new. */
    void beginStep() {
        order.clear();
        fresh.clear();
    }

    void learn(Links links) {
        for (Arm arm : Arm.values()) {
            for (Role role : Role.values()) {
                if (role.isNic()) {
                    links.link(arm, role).ifPresent(link -> {
                        int index = Links.index(link);
                        if (slaves.put(index, new Slave(arm, role)) == null) {
                            fresh.add(index);
                            states.put(
                                    index,
                                    new State(Links.isUp(link), link.path("mtu").asInt()));
                        }
                    });
                }
            }
        }
    }

    void add(List<String> lines) {
        for (String line : lines) {
            Matcher event = LINE.matcher(line);
            if (event.find()) {
                int index = Integer.parseInt(event.group(2));
                Slave slave = slaves.get(index);
                if (slave != null) {
                    boolean up = List.of(event.group(3).split(",", -1)).contains("UP");
                    add(index, slave, new State(up, Integer.parseInt(event.group(4))), event.group(1) != null);
                }
            }
        }
    }

    private void add(int index, Slave slave, State state, boolean gone) {
        State before = states.put(index, state);
        if (before != null && !fresh.contains(index)) {
            String word = slave.role.word();
            if (state.mtuBytes != before.mtuBytes) {
                tell(slave.arm, word + " mtu " + state.mtuBytes);
            }
            if (state.up != before.up) {
                tell(slave.arm, word + (state.up ? " up" : " down"));
            }
            if (gone) {
                tell(slave.arm, word + " gone");
            }
        }
        if (gone) {
            slaves.remove(index);
            states.remove(index);
        }
    }

    private void tell(Arm arm, String what) {
        order.computeIfAbsent(arm, key -> new ArrayList<>()).add(what);
    }

    String order(Arm arm) {
        return String.join(", ", order.getOrDefault(arm, List.of()));
    }
}
