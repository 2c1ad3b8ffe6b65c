package io.netfailover.bench;

import io.netfailover.lab.Daemon;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LabException;
import io.netfailover.lab.LabNamespace;
import io.netfailover.lab.Precedence;
import io.netfailover.lab.Program;
import io.netfailover.lab.Wait;
import io.netfailover.os.CpuAffinity;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What masters cost. Equal cables join guest and peer: each master has one as its primary, one is used without a master, and a second one
 * without a master is the control, which shows how far two equal cables measure apart. The arms take turns within each round, on one
 * pinned CPU.
 */
final class DatapathBench implements Benchmark {
    private static final int ROUNDS = 150;
    private static final long SLICE_NS = 10_000_000;
    private static final int PORT = 7200;

    /** A kind of master, the CLI's options that make it, and whether the targets are for it. */
    private record Kind(String name, boolean judged, List<String> options) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("direct", true, List.of()),
            new Kind("direct, map flip", false, List.of("--steering", "bpf-flip")),
            new Kind("visible", false, List.of("--layout", "visible")),
            new Kind("hidden", false, List.of("--layout", "hidden")),
            new Kind("mirred", false, List.of("--steering", "mirred")),
            new Kind("tap", false, List.of("--steering", "tap")));

    private static final Arm BARE = new Arm("bare", "10.78.1.1", "10.78.1.2");
    private static final Arm CONTROL = new Arm("control", "10.78.2.1", "10.78.2.2");
    private static final List<Arm> MASTERS = IntStream.range(0, KINDS.size())
            .mapToObj(i -> new Arm(KINDS.get(i).name(), "10.78.1" + i + ".1", "10.78.1" + i + ".2"))
            .toList();

    /** A load over one arm, with the units per second of each round. */
    private record Lane(Arm arm, Load load, List<Double> speeds) {}

    /**
     * A kind of load in one direction, over each arm: the bare cable first, the control second, then the masters.
     *
     * @param target of the speed, as a share of the bare cable's; for round trips, of the time
     */
    private record Race(String name, Unit unit, double target, List<Lane> lanes) {}

    /** What is counted. */
    private enum Unit {
        BYTES,
        PACKETS,
        ROUND_TRIPS
    }

    private final int rounds;

    DatapathBench() {
        this(ROUNDS);
    }

    private DatapathBench(int rounds) {
        this.rounds = rounds;
    }

    @Override
    public String name() {
        return "datapath";
    }

    @Override
    public String description() {
        return "throughput and round trips of masters of every steering against the same kind of slave without one";
    }

    @Override
    public Optional<Benchmark> withRounds(int wanted) {
        return Optional.of(new DatapathBench(wanted));
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws Exception {
        try (Lab lab = Lab.build()) {
            lay(lab, progress);
            LabNamespace guest = lab.guest();
            LabNamespace peer = lab.peer();
            List<Race> races = List.of(
                    race(
                            lab,
                            "TCP bulk, transmit",
                            Unit.BYTES,
                            0.96,
                            arm -> new TcpLoad(guest, arm.guest(0), peer, arm.peer(PORT))),
                    race(
                            lab,
                            "TCP bulk, receive",
                            Unit.BYTES,
                            0.96,
                            arm -> new TcpLoad(peer, arm.peer(0), guest, arm.guest(PORT))),
                    race(
                            lab,
                            "UDP 64 bytes, transmit",
                            Unit.PACKETS,
                            0.96,
                            arm -> new UdpLoad(guest, arm.guest(PORT + 1), peer, arm.peer(PORT + 1))),
                    race(
                            lab,
                            "UDP 64 bytes, receive",
                            Unit.PACKETS,
                            0.94,
                            arm -> new UdpLoad(peer, arm.peer(PORT + 2), guest, arm.guest(PORT + 2))),
                    race(lab, "round trip", Unit.ROUND_TRIPS, 1.05, arm -> echo(guest, peer, arm)));
            Precedence.take();
            CpuAffinity.pinCurrentThread(Runtime.getRuntime().availableProcessors() - 1);
            for (int round = -warmUp(); round < rounds; round++) {
                for (Race race : races) {
                    run(race, round);
                }
            }
            return races.stream().flatMap(race -> figures(race).stream()).toList();
        }
    }

    private int warmUp() {
        return Math.min(40, rounds);
    }

    private static EchoLoad echo(LabNamespace guest, LabNamespace peer, Arm arm) throws IOException {
        DatagramChannel here = UdpLoad.open(guest, arm.guest(PORT + 3), arm.peer(PORT + 3));
        DatagramChannel there = UdpLoad.open(peer, arm.peer(PORT + 3), arm.guest(PORT + 3));
        here.configureBlocking(false);
        there.configureBlocking(false);
        return new EchoLoad(here, there);
    }

    private static void lay(Lab lab, Consumer<String> progress) {
        Daemon daemon = new Daemon(lab, Program.netfailover());
        daemon.start();
        int cables = 0;
        for (Arm bare : List.of(BARE, CONTROL)) {
            int number = cables++;
            lab.cable(
                    "b" + number,
                    "p" + number,
                    lab.id().mac(10 + number),
                    lab.id().mac(50 + number));
            join(lab, bare, "b" + number, "p" + number);
        }
        for (int i = 0; i < KINDS.size(); i++) {
            String master = "m" + i;
            lab.cable(master, "s" + i, lab.id().mac(30 + i), lab.id().mac(70 + i));
            lab.cable("v" + i, "q" + i, lab.id().mac(30 + i), lab.id().mac(90 + i));
            create(daemon, master, KINDS.get(i).options());
            lab.peer().ip("link", "set", "s" + i, "up").orFail();
            join(lab, MASTERS.get(i), master, "q" + i);
            if (!Wait.until(
                    () -> daemon.master(master).path("path").asText().equals("primary"), Duration.ofSeconds(10))) {
                throw new LabException("the master does not come to use its primary: " + daemon.master(master));
            }
            progress.accept(KINDS.get(i).name() + ": "
                    + daemon.master(master).path("steering").asText() + ", "
                    + daemon.master(master).path("why").asText());
        }
    }

    private static void create(Daemon daemon, String master, List<String> options) {
        List<String> words = new ArrayList<>(List.of("master", "create", master, "--standby", master));
        words.addAll(options);
        daemon.run(words.toArray(String[]::new)).orFail();
    }

    private static void join(Lab lab, Arm arm, String guestLink, String peerLink) {
        address(lab.guest(), guestLink, arm.guest());
        address(lab.peer(), peerLink, arm.peer());
    }

    private static void address(LabNamespace namespace, String link, String address) {
        namespace.ip("address", "add", address + "/30", "dev", link).orFail();
        namespace.ip("link", "set", link, "up").orFail();
    }

    private interface Opening {
        Load open(Arm arm) throws IOException;
    }

    private static Race race(Lab lab, String name, Unit unit, double target, Opening opening) throws IOException {
        List<Arm> arms = new ArrayList<>(List.of(BARE, CONTROL));
        arms.addAll(MASTERS);
        List<Lane> lanes = new ArrayList<>();
        for (Arm arm : arms) {
            lanes.add(new Lane(arm, lab.tie(opening.open(arm)), new ArrayList<>()));
        }
        return new Race(name, unit, target, lanes);
    }

    /** The order rotates, so that no arm always follows the same one. */
    private static void run(Race race, int round) throws IOException {
        List<Lane> lanes = race.lanes();
        for (int turn = 0; turn < lanes.size(); turn++) {
            Lane lane = lanes.get(Math.floorMod(round + turn, lanes.size()));
            double speed = lane.load().measure(SLICE_NS);
            if (round >= 0) {
                lane.speeds().add(speed);
            }
        }
    }

    private List<Figure> figures(Race race) {
        List<Figure> figures = new ArrayList<>();
        Lane bare = race.lanes().get(0);
        for (int i = 0; i < KINDS.size(); i++) {
            Lane lane = race.lanes().get(2 + i);
            figures.add(ratio(race, lane, bare, KINDS.get(i).judged()));
            if (race.unit() == Unit.PACKETS) {
                figures.add(Figure.told(race.name() + ", added by " + lane.arm().name(), "ns", addedNs(lane, bare)));
            }
        }
        figures.add(ratio(race, race.lanes().get(1), bare, false));
        if (race.unit() != Unit.BYTES) {
            String unit = race.unit() == Unit.PACKETS ? "packets/s" : "round trips/s";
            figures.add(Figure.told(race.name() + ", bare", unit, bare.speeds()));
        }
        return figures;
    }

    /** Of speeds, or, for round trips, of times. */
    private Figure ratio(Race race, Lane lane, Lane bare, boolean judged) {
        boolean times = race.unit() == Unit.ROUND_TRIPS;
        List<Double> ratios = IntStream.range(0, rounds)
                .mapToObj(round -> lane.speeds().get(round) / bare.speeds().get(round))
                .map(ratio -> times ? 1 / ratio : ratio)
                .toList();
        String metric = race.name() + ", " + lane.arm().name() + " / bare";
        if (!judged) {
            return Figure.told(metric, "", ratios);
        }
        return times
                ? Figure.atMost(race.target(), metric, "", ratios)
                : Figure.atLeast(race.target(), metric, "", ratios);
    }

    private List<Double> addedNs(Lane lane, Lane bare) {
        return IntStream.range(0, rounds)
                .mapToObj(round ->
                        1e9 / lane.speeds().get(round) - 1e9 / bare.speeds().get(round))
                .toList();
    }
}
