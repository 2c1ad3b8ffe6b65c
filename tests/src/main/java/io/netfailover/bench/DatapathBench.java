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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a master costs. Three equal cables join guest and peer: one is the primary of a master, one is used without a master, and a second
 * one without a master is the control, which shows how far two equal cables measure apart. The arms take turns within each round, on one
 * pinned CPU.
 */
final class DatapathBench implements Benchmark {
    private static final int ROUNDS = 150;
    private static final long SLICE_NS = 10_000_000;
    private static final int WARM_UP_ROUNDS = 40;
    private static final double TARGET = 0.90;
    private static final int PORT = 7200;
    private static final String MASTER = "m0";

    private static final Arm WITH_MASTER = new Arm("master", "10.78.1.1", "10.78.1.2");
    private static final Arm BARE = new Arm("bare", "10.78.2.1", "10.78.2.2");
    private static final Arm CONTROL = new Arm("control", "10.78.3.1", "10.78.3.2");

    /** A load over one arm, with the units per second of each round. */
    private record Lane(Load load, List<Double> speeds) {}

    /** A kind of load in one direction, over each arm. */
    private record Race(String name, Lane withMaster, Lane bare, Lane control) {
        List<Lane> lanes() {
            return List.of(withMaster, bare, control);
        }
    }

    @Override
    public String name() {
        return "datapath";
    }

    @Override
    public String description() {
        return "throughput of a master over eBPF against the same kind of slave without one";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws Exception {
        try (Lab lab = Lab.build()) {
            lay(lab, progress);
            List<Race> races = new ArrayList<>();
            LabNamespace guest = lab.guest();
            LabNamespace peer = lab.peer();
            races.add(race(lab, "TCP bulk, transmit", arm -> new TcpLoad(guest, arm.guest(0), peer, arm.peer(PORT))));
            races.add(race(lab, "TCP bulk, receive", arm -> new TcpLoad(peer, arm.peer(0), guest, arm.guest(PORT))));
            races.add(race(
                    lab,
                    "UDP 64 bytes, transmit",
                    arm -> new UdpLoad(guest, arm.guest(PORT + 1), peer, arm.peer(PORT + 1))));
            races.add(race(
                    lab,
                    "UDP 64 bytes, receive",
                    arm -> new UdpLoad(peer, arm.peer(PORT + 2), guest, arm.guest(PORT + 2))));
            Precedence.take();
            CpuAffinity.pinCurrentThread(Runtime.getRuntime().availableProcessors() - 1);
            for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
                for (Race race : races) {
                    run(race, round);
                }
            }
            return races.stream().flatMap(race -> figures(race).stream()).toList();
        }
    }

    private static void lay(Lab lab, Consumer<String> progress) {
        lab.cable(MASTER, "p0", lab.id().mac(10), lab.id().mac(20));
        lab.cable("m1", "p1", lab.id().mac(10), lab.id().mac(21));
        lab.cable("b0", "p2", lab.id().mac(12), lab.id().mac(22));
        lab.cable("c0", "p3", lab.id().mac(13), lab.id().mac(23));
        Daemon daemon = new Daemon(lab, Program.netfailover());
        daemon.start();
        daemon.run("master", "create", MASTER, "--standby", MASTER).orFail();
        address(lab.guest(), MASTER, WITH_MASTER.guest());
        address(lab.guest(), "b0", BARE.guest());
        address(lab.guest(), "c0", CONTROL.guest());
        lab.peer().ip("link", "set", "p0", "up").orFail();
        address(lab.peer(), "p1", WITH_MASTER.peer());
        address(lab.peer(), "p2", BARE.peer());
        address(lab.peer(), "p3", CONTROL.peer());
        if (!Wait.until(() -> daemon.master(MASTER).path("path").asText().equals("primary"), Duration.ofSeconds(10))) {
            throw new LabException("the master does not come to use its primary: " + daemon.master(MASTER));
        }
        progress.accept("steering " + daemon.master(MASTER).path("steering").asText() + ": "
                + daemon.master(MASTER).path("why").asText());
    }

    private static void address(LabNamespace namespace, String link, String address) {
        namespace.ip("address", "add", address + "/30", "dev", link).orFail();
        namespace.ip("link", "set", link, "up").orFail();
    }

    private interface Opening {
        Load open(Arm arm) throws IOException;
    }

    private static Race race(Lab lab, String name, Opening opening) throws IOException {
        return new Race(name, lane(lab, opening, WITH_MASTER), lane(lab, opening, BARE), lane(lab, opening, CONTROL));
    }

    private static Lane lane(Lab lab, Opening opening, Arm arm) throws IOException {
        return new Lane(lab.tie(opening.open(arm)), new ArrayList<>());
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

    private static List<Figure> figures(Race race) {
        List<Double> ratios = new ArrayList<>();
        List<Double> controlRatios = new ArrayList<>();
        List<Double> addedNs = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            double master = race.withMaster().speeds().get(round);
            double bare = race.bare().speeds().get(round);
            ratios.add(master / bare);
            controlRatios.add(race.control().speeds().get(round) / bare);
            addedNs.add(1e9 / master - 1e9 / bare);
        }
        List<Figure> figures = new ArrayList<>(List.of(
                Figure.atLeast(TARGET, race.name() + ", master / bare", "", ratios),
                Figure.told(race.name() + ", control / bare", "", controlRatios)));
        if (race.name().startsWith("UDP")) {
            figures.add(
                    Figure.told(race.name() + ", bare", "packets/s", race.bare().speeds()));
            figures.add(Figure.told(race.name() + ", added by the master", "ns", addedNs));
        }
        return figures;
    }
}
