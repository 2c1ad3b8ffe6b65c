package io.netfailover.campaign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** What {@code ip -batch} does to the links and when the reader stops, all of it following from one seed. */
record StormScript(List<Phase> phases) {
    /** After each phase model and dump are compared. */
    record Phase(String name, List<Batch> batches) {}

    /**
     * Lines for one {@code ip -batch}.
     *
     * @param readerStops before it
     * @param readerGoesOn after it
     */
    record Batch(List<String> lines, boolean readerStops, boolean readerGoesOn) {}

    private static final int FEWEST_BATCHES = 3;
    private static final int MOST_BATCHES = 12;

    /** The kernel waits for RCU at each removal (some 20 ms): only some pairs are removed one by one, the others group by group. */
    private static final double REMOVED_ALONE = 0.1;

    private static final int MOST_GROUPS = 20;

    private record Timed(double at, String line) {}

    static StormScript of(long seed, int pairs) {
        Random random = new Random(seed);
        List<Integer> order = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            order.add(pair);
        }
        Collections.shuffle(order, random);
        int groups = 1 + random.nextInt(MOST_GROUPS);
        int churned = pairs / 10 + random.nextInt(pairs / 2);
        List<Phase> phases = new ArrayList<>();
        boolean deafAtFirst = random.nextBoolean();
        phases.add(new Phase("creation", cut(creation(order, groups, random), deafAtFirst, random)));
        List<Integer> again = order.subList(0, churned);
        List<String> churn = new ArrayList<>(removal(again, groups, true, random));
        churn.addAll(creation(again, groups, random));
        phases.add(new Phase("churn", cut(churn, false, random)));
        Collections.shuffle(order, random);
        phases.add(new Phase("removal", cut(removal(order, groups, false, random), !deafAtFirst, random)));
        return new StormScript(phases);
    }

    /** Each pair is made before its ends are brought up; how long before, differs. */
    private static List<String> creation(List<Integer> pairs, int groups, Random random) {
        double lag = random.nextDouble() * pairs.size();
        List<Timed> lines = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            int pair = pairs.get(i);
            lines.add(new Timed(
                    i, "link add v" + pair + " group " + group(pair, groups) + " type veth peer name w" + pair));
            lines.add(new Timed(i + random.nextDouble() * lag, "link set v" + pair + " up"));
            lines.add(new Timed(i + random.nextDouble() * lag, "link set w" + pair + " up"));
            if (random.nextInt(5) == 0) {
                lines.add(
                        new Timed(i + random.nextDouble() * lag, "link set w" + pair + " mtu " + (1280 + pair % 200)));
            }
        }
        return lines.stream()
                .sorted(Comparator.comparingDouble(Timed::at)) // stable: creation stays first
                .map(Timed::line)
                .toList();
    }

    /** @param alone of {@code pairs} only these: no group may be removed, since others are in it */
    private static List<String> removal(List<Integer> pairs, int groups, boolean alone, Random random) {
        List<String> lines = new ArrayList<>();
        if (alone) {
            // They join a group of their own and go with it, all but some.
            int apart = groups + 1;
            for (int pair : pairs) {
                lines.add(
                        random.nextDouble() < REMOVED_ALONE
                                ? "link delete w" + pair
                                : "link set v" + pair + " group " + apart);
            }
            lines.add("link delete group " + apart);
            return lines;
        }
        for (int pair : pairs) {
            if (random.nextDouble() < REMOVED_ALONE) {
                lines.add("link delete v" + pair);
            } else if (random.nextInt(4) == 0) {
                lines.add("link set v" + pair + " down");
            }
        }
        for (int group = 1; group <= groups; group++) {
            lines.add("link delete group " + group);
        }
        return lines;
    }

    private static int group(int pair, int groups) {
        return 1 + pair % groups;
    }

    /**
     * Into batches of different sizes; the reader stops before one of them and goes on after the same or a later one.
     *
     * @param deaf it stops early and until the end, for which no queue is long enough
     */
    private static List<Batch> cut(List<String> lines, boolean deaf, Random random) {
        int count = Math.min(lines.size(), FEWEST_BATCHES + random.nextInt(MOST_BATCHES - FEWEST_BATCHES));
        List<Integer> ends = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            ends.add(1 + random.nextInt(lines.size() / (deaf && i == 1 ? 4 : 1)));
        }
        ends.add(lines.size());
        Collections.sort(ends);
        int stop = deaf ? 0 : random.nextInt(count);
        int goOn = deaf ? count - 1 : stop + random.nextInt(count - stop);
        List<Batch> batches = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < count; i++) {
            batches.add(new Batch(List.copyOf(lines.subList(start, ends.get(i))), i == stop, i == goOn));
            start = ends.get(i);
        }
        return batches;
    }
}
