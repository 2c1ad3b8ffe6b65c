package io.netfailover.bench;

import io.netfailover.lab.CountedGuest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Instructions of the guest's kernel for a packet on its way through a master, above those for a plain link that discards it. */
final class PercpuBench implements Benchmark {
    private static final int ROUNDS = 5;
    private static final String NET_FAILOVER = "net_failover";
    private static final String OURS = "ours, ";

    /** @param master where packets are sent; {@code port} is where they come in */
    private record Lane(String master, String port) {}

    @Override
    public String name() {
        return "percpu";
    }

    @Override
    public String description() {
        return "instructions for a packet through bonding, team, net_failover and ours, in a guest";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) {
        Map<String, List<Double>> sent = new LinkedHashMap<>();
        Map<String, List<Double>> received = new LinkedHashMap<>();
        progress.accept("booting a guest that counts instructions; a JVM in it takes minutes");
        try (CountedGuest guest = CountedGuest.boot()) {
            Map<String, Lane> lanes = new LinkedHashMap<>();
            lanes.put("bonding, active-backup", new Lane(guest.bond(), CountedGuest.BOND_PORT));
            lanes.put("team, activebackup", new Lane(guest.team(), CountedGuest.TEAM_PORT));
            lanes.put(NET_FAILOVER, new Lane(guest.kernelMaster(), CountedGuest.KERNEL_PRIMARY));
            for (CountedGuest.Own own : CountedGuest.Own.values()) {
                lanes.put(ours(own), new Lane(own.master(), own.primary()));
            }
            for (int round = 1; round <= ROUNDS; round++) {
                double plainSent = guest.transmit(CountedGuest.PLAIN);
                double plainReceived = guest.receive(CountedGuest.PLAIN, CountedGuest.PLAIN);
                lanes.forEach((name, lane) -> {
                    add(sent, name, guest.transmit(lane.master) - plainSent);
                    add(received, name, guest.receive(lane.port, lane.master) - plainReceived);
                });
                progress.accept("round " + round + " of " + ROUNDS);
            }
        }
        return figures(sent, received);
    }

    private static String ours(CountedGuest.Own own) {
        return OURS + own.name().toLowerCase(Locale.ROOT);
    }

    private static void add(Map<String, List<Double>> figures, String lane, double instructions) {
        figures.computeIfAbsent(lane, key -> new ArrayList<>()).add(instructions);
    }

    private static List<Figure> figures(Map<String, List<Double>> sent, Map<String, List<Double>> received) {
        List<Figure> figures = new ArrayList<>();
        double bound =
                Figure.told("", "", sent.getOrDefault(NET_FAILOVER, List.of())).value();
        sent.forEach((lane, samples) -> {
            String metric = lane + ", transmit, above a plain link";
            figures.add(
                    lane.equals(ours(CountedGuest.Own.DIRECT))
                            ? Figure.atMost(bound, metric, "instructions", samples)
                            : Figure.told(metric, "instructions", samples));
        });
        received.forEach((lane, samples) ->
                figures.add(Figure.told(lane + ", receive, above a plain link", "instructions", samples)));
        return figures;
    }
}
