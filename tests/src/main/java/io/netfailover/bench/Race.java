package io.netfailover.bench;

import io.netfailover.lab.Lab;
import io.netfailover.lab.LabNamespace;
import io.netfailover.lab.Precedence;
import io.netfailover.os.CpuAffinity;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * A kind of load in one direction, over each arm: the bare cable first, its control second, a bare one too, which shows how far two equal
 * cables measure apart, then those that are compared with it.
 *
 * @param target of the speed, as a share of the bare cable's; for round trips, of the time
 */
record Race(String name, Unit unit, double target, List<Lane> lanes) {
    private static final List<Arm> BARE =
            List.of(new Arm("bare", "10.78.1.1", "10.78.1.2"), new Arm("control", "10.78.2.1", "10.78.2.2"));

    private static final long SLICE_NS = 10_000_000;
    private static final int WARM_UP_ROUNDS = 40;
    private static final int PORT = 7200;

    /** A load over one arm, with the units per second of each round. */
    private record Lane(Arm arm, Load load, List<Double> speeds) {}

    /** What is counted. */
    enum Unit {
        BYTES,
        PACKETS,
        ROUND_TRIPS
    }

    private interface Opening {
        Load open(Arm arm) throws IOException;
    }

    /** All kinds of load there are; lays the bare cable and its control. */
    static List<Race> over(Lab lab, List<Arm> compared) throws IOException {
        List<Arm> arms = new ArrayList<>(BARE);
        for (int i = 0; i < BARE.size(); i++) {
            lab.cable("b" + i, "p" + i, lab.id().mac(10 + i), lab.id().mac(50 + i));
            BARE.get(i).join(lab, "b" + i, "p" + i);
        }
        arms.addAll(compared);
        LabNamespace guest = lab.guest();
        LabNamespace peer = lab.peer();
        return List.of(
                open(
                        lab,
                        arms,
                        "TCP bulk, transmit",
                        Unit.BYTES,
                        0.96,
                        arm -> new TcpLoad(guest, arm.guest(0), peer, arm.peer(PORT))),
                open(
                        lab,
                        arms,
                        "TCP bulk, receive",
                        Unit.BYTES,
                        0.96,
                        arm -> new TcpLoad(peer, arm.peer(0), guest, arm.guest(PORT))),
                open(
                        lab,
                        arms,
                        "UDP 64 bytes, transmit",
                        Unit.PACKETS,
                        0.96,
                        arm -> new UdpLoad(guest, arm.guest(PORT + 1), peer, arm.peer(PORT + 1))),
                open(
                        lab,
                        arms,
                        "UDP 64 bytes, receive",
                        Unit.PACKETS,
                        0.94,
                        arm -> new UdpLoad(peer, arm.peer(PORT + 2), guest, arm.guest(PORT + 2))),
                open(lab, arms, "round trip", Unit.ROUND_TRIPS, 1.05, arm -> echo(guest, peer, arm)));
    }

    private static Race open(Lab lab, List<Arm> arms, String name, Unit unit, double target, Opening opening)
            throws IOException {
        List<Lane> lanes = new ArrayList<>();
        for (Arm arm : arms) {
            lanes.add(new Lane(arm, lab.tie(opening.open(arm)), new ArrayList<>()));
        }
        return new Race(name, unit, target, lanes);
    }

    private static EchoLoad echo(LabNamespace guest, LabNamespace peer, Arm arm) throws IOException {
        DatagramChannel here = UdpLoad.open(guest, arm.guest(PORT + 3), arm.peer(PORT + 3));
        DatagramChannel there = UdpLoad.open(peer, arm.peer(PORT + 3), arm.guest(PORT + 3));
        here.configureBlocking(false);
        there.configureBlocking(false);
        return new EchoLoad(here, there);
    }

    /** The arms take turns within each round, on one CPU to which the calling thread is pinned. */
    static void run(List<Race> races, int rounds) throws IOException {
        Precedence.take();
        CpuAffinity.pinCurrentThread(Runtime.getRuntime().availableProcessors() - 1);
        for (int round = -Math.min(WARM_UP_ROUNDS, rounds); round < rounds; round++) {
            for (Race race : races) {
                race.run(round);
            }
        }
    }

    /** The order rotates, so that no arm always follows the same one. */
    private void run(int round) throws IOException {
        for (int turn = 0; turn < lanes.size(); turn++) {
            Lane lane = lanes.get(Math.floorMod(round + turn, lanes.size()));
            double speed = lane.load().measure(SLICE_NS);
            if (round >= 0) {
                lane.speeds().add(speed);
            }
        }
    }

    /** @param judged the arms that the target is for */
    List<Figure> figures(List<Arm> judged) {
        List<Figure> figures = new ArrayList<>();
        lanes.stream().skip(BARE.size()).forEach(lane -> {
            figures.add(ratio(lane, judged.contains(lane.arm())));
            if (unit == Unit.PACKETS) {
                figures.add(Figure.told(
                        name + ", added by " + lane.arm().name(),
                        "ns",
                        each(lane, (own, bare) -> 1e9 / own - 1e9 / bare)));
            }
        });
        figures.add(ratio(lanes.get(1), false));
        if (unit != Unit.BYTES) {
            String perSecond = unit == Unit.PACKETS ? "packets/s" : "round trips/s";
            figures.add(Figure.told(name + ", bare", perSecond, lanes.get(0).speeds()));
        }
        return figures;
    }

    /** Of speeds, or, for round trips, of times. */
    private Figure ratio(Lane lane, boolean judged) {
        boolean times = unit == Unit.ROUND_TRIPS;
        List<Double> ratios = each(lane, (own, bare) -> times ? bare / own : own / bare);
        String metric = name + ", " + lane.arm().name() + " / bare";
        if (!judged) {
            return Figure.told(metric, "", ratios);
        }
        return times ? Figure.atMost(target, metric, "", ratios) : Figure.atLeast(target, metric, "", ratios);
    }

    /** A value for each round, of the speed there and of the bare cable's. */
    private List<Double> each(Lane lane, DoubleBinaryOperator value) {
        List<Double> bare = lanes.get(0).speeds();
        return IntStream.range(0, bare.size())
                .mapToObj(round -> value.applyAsDouble(lane.speeds().get(round), bare.get(round)))
                .toList();
    }
}
