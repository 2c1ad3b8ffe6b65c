package io.netfailover.campaign;

import io.netfailover.lab.Command;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.NetlinkReceiver;
import io.netfailover.netlink.ReceiverStatistics;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.types.IfIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Veth pairs by the thousand, made, brought up and removed by {@code ip -batch} while the reader is stopped now and then. One receiver and
 * one event stream, wired as the daemon wires them, live through all seeds of a slice; what the stream has published must equal the
 * kernel's dump within a second of quiet. Comparisons with a dump are switched off, so that nothing but the stream's own answer to a loss
 * can heal it.
 */
final class Storm implements Campaign {
    static final String NO_RESYNC = "no-resync";
    static final String DROP_EVENT = "drop-event";
    static final String LEAK = "leak";

    private static final int PAIRS = 2_000;
    private static final int REPORTED_SEEDS = 100;

    private final int pairs;
    private final int receiveBufferBytes;

    Storm() {
        this(PAIRS, NetlinkReceiver.RECEIVE_BUFFER_BYTES);
    }

    /** @param receiveBufferBytes small for few pairs, or a stopped reader would lose nothing */
    Storm(int pairs, int receiveBufferBytes) {
        this.pairs = pairs;
        this.receiveBufferBytes = receiveBufferBytes;
    }

    @Override
    public String name() {
        return "storm";
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "%,d veth pairs made and removed while the reader stops: the model equals the dump",
                pairs);
    }

    @Override
    public List<Fault> faults() {
        return List.of(
                new Fault(NO_RESYNC, "a loss of messages (ENOBUFS) is ignored"),
                new Fault(DROP_EVENT, "one event in a hundred is dropped"),
                new Fault(LEAK, "every event is kept in memory"));
    }

    @Override
    public int rounds() {
        return REPORTED_SEEDS;
    }

    @Override
    public Slice begin(Setting setting) {
        return new StormSlice(setting);
    }

    private final class StormSlice implements Slice {
        private final Setting setting;
        private final Ground ground = Ground.make("storm");
        private final StormReader reader;
        private final RouteSocket judge;
        private final HeapWatch heap = new HeapWatch();
        private long overrunsInAll;
        private int roundsRun;

        StormSlice(Setting setting) {
            this.setting = setting;
            try {
                this.judge = ground.call(RouteSocket::open);
                this.reader = new StormReader(ground, receiveBufferBytes, setting.plant());
            } catch (RuntimeException e) {
                ground.close();
                throw e;
            }
        }

        @Override
        public Round round(long seed) {
            StormScript script = StormScript.of(seed, pairs);
            ReceiverStatistics before = reader.statistics();
            List<String> objections = new ArrayList<>();
            long changes = 0;
            double slowest = 0;
            int stops = 0;
            for (StormScript.Phase phase : script.phases()) {
                long startNs = System.nanoTime();
                for (StormScript.Batch batch : phase.batches()) {
                    if (batch.readerStops()) {
                        reader.stop();
                        stops++;
                    }
                    Command.Outcome outcome = ground.batch(batch.lines());
                    if (outcome.exit() != 0) {
                        objections.add("ip refused: "
                                + outcome.err().lines().findFirst().orElse("?"));
                    }
                    changes += batch.lines().size();
                    if (batch.readerGoesOn()) {
                        reader.goOn();
                    }
                }
                reader.goOn();
                Calm calm = awaitCalm();
                calm.difference().ifPresent(what -> objections.add("after " + phase.name() + ": " + what));
                slowest = Math.max(slowest, calm.seconds());
                setting.progress()
                        .accept(String.format(
                                Locale.ROOT,
                                "seed %d, %s: %.1f s, %d links, equal after %.0f ms",
                                seed,
                                phase.name(),
                                (System.nanoTime() - startNs) / 1e9,
                                calm.links(),
                                calm.seconds() * 1e3));
            }
            double megabytes = heap.measure();
            ReceiverStatistics after = reader.statistics();
            overrunsInAll += after.overruns() - before.overruns();
            roundsRun++;
            setting.progress().accept(String.format(Locale.ROOT, "seed %d: %.1f MB after collection", seed, megabytes));
            return new Round(
                    Map.of(
                            "changes by ip -batch",
                            changes,
                            "messages about links heard",
                            after.messages() - before.messages(),
                            "megabytes heard",
                            (after.bytes() - before.bytes()) / 1_000_000,
                            "overruns (ENOBUFS)",
                            after.overruns() - before.overruns(),
                            "times the reader was stopped",
                            (long) stops,
                            "comparisons with the dump",
                            (long) script.phases().size()),
                    Map.of("milliseconds of quiet until equal", slowest * 1e3, "heap after collection, MB", megabytes),
                    objections);
        }

        private Calm awaitCalm() {
            return Calm.await(reader::model, () -> byIndex(judge.dumpLinks()));
        }

        @Override
        public List<String> objections() {
            List<String> objections = new ArrayList<>(heap.objections());
            if (roundsRun > 0 && overrunsInAll == 0) {
                objections.add("no seed overran the socket, so the answer to a loss was not tried");
            }
            return objections;
        }

        @Override
        public void close() {
            try (ground;
                    judge) {
                reader.close();
            }
        }
    }

    private static Map<IfIndex, Link> byIndex(List<Link> links) {
        return links.stream().collect(Collectors.toMap(Link::ifIndex, Function.identity()));
    }
}
