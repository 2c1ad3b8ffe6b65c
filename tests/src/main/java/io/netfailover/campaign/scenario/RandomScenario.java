package io.netfailover.campaign.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Steps that nobody chose, all following from a seed. What would do nothing is passed over. There is no second primary among them: with one
 * the two drivers soon use different links (NF-08), and nothing can be compared any more.
 */
final class RandomScenario {
    private static final String OPENING = "down master/up master";
    private static final String UNICAST = "unicast-add master/unicast-delete master";
    private static final List<String> SWITCHES = List.of(
            "unplug primary/plug primary",
            "unplug primary/plug primary",
            "cut primary/join-cable primary",
            "cut primary/join-cable primary",
            "cut standby/join-cable standby",
            "cut standby/join-cable standby",
            OPENING,
            "down primary/up primary",
            "down standby/up standby",
            "group-join master/group-leave master",
            UNICAST,
            "vlan-add master 100/vlan-delete master 100",
            "promiscuous master on/promiscuous master off",
            "all-multicast master on/all-multicast master off");
    private static final int SMALLEST_MTU = 1280;
    private static final int MTUS = 7_000;

    private final Random random;
    private final Set<String> switched = new HashSet<>();
    /** An address that a closed master loses is on the kernel's list until that is opened, and cannot be added before. */
    private boolean lingering;

    private RandomScenario(long seed) {
        random = new Random(seed);
    }

    static Scenario of(long seed, int steps) {
        RandomScenario scenario = new RandomScenario(seed);
        List<Step> chosen = new ArrayList<>();
        while (chosen.size() < steps) {
            chosen.add(Step.parse(scenario.next()));
        }
        return new Scenario("random " + seed, chosen);
    }

    private String next() {
        int choice = random.nextInt(SWITCHES.size() + 2);
        if (choice >= SWITCHES.size()) {
            return "mtu master " + (SMALLEST_MTU + random.nextInt(MTUS));
        }
        String pair = SWITCHES.get(choice);
        boolean back = switched.contains(pair);
        if (pair.equals(UNICAST) && !back && lingering) {
            return next();
        }
        if (back) {
            switched.remove(pair);
        } else {
            switched.add(pair);
        }
        boolean closed = switched.contains(OPENING);
        lingering = closed && (lingering || pair.equals(UNICAST) && back);
        return pair.split("/", -1)[back ? 1 : 0];
    }
}
