package io.netfailover.lab;

import io.netfailover.types.Path;
import io.netfailover.types.Steering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A guest with masters of several kinds, each of which can lose its primary while numbered frames go through it and back. */
public final class OutageGuest implements AutoCloseable {
    public static final int PER_SECOND = 1000;

    private static final int MEMORY_MIB = 640;
    private static final int BEFORE = 300;
    private static final int AFTER = 2000;
    /** Lost ones among them, and the master is not over yet. */
    private static final int AT_THE_END = 100;

    private static final int LOOK = 20;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    /** The kernel tells of carriers at most once a second, and an event should not meet the one before it. */
    private static final Duration QUIET = Duration.ofMillis(1100);

    /** What happens to a primary. */
    public enum Event {
        CARRIER_LOST("primary loses carrier"),
        UNPLUGGED("primary unplugged");

        private final String words;

        Event(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    private final Guest guest;
    private final Map<GuestMaster, PulseStation> stations = new EnumMap<>(GuestMaster.class);
    private final Map<GuestMaster, String> links = new EnumMap<>(GuestMaster.class);
    private int stream;

    private OutageGuest(Guest guest) {
        this.guest = guest;
    }

    /** Takes minutes; all masters are on their primaries then. */
    public static OutageGuest boot() {
        List<GuestNic> nics = Stream.of(GuestMaster.values())
                .flatMap(master -> master.nics().stream())
                .toList();
        OutageGuest outage = new OutageGuest(Guest.boot(GuestSpec.bare()
                .withNics(nics)
                .withJava()
                .withFrames()
                .withPulse()
                .withMemory(MEMORY_MIB)
                .withProcessors(2)));
        try {
            outage.make();
            return outage;
        } catch (RuntimeException e) {
            outage.close();
            throw e;
        }
    }

    private void make() {
        for (GuestMaster master : GuestMaster.values()) {
            stations.put(master, PulseStation.start(guest.cable(master.primary()), guest.cable(master.standby())));
        }
        run("for w in all default; do echo 1 >/proc/sys/net/ipv6/conf/$w/disable_ipv6; done");
        for (GuestMaster master : GuestMaster.values()) {
            links.put(master, master.bond() ? run(master.makeBond()) : "");
        }
        links.put(
                GuestMaster.NET_FAILOVER,
                run("m=$(basename $(readlink /sys/class/net/$(" + GuestMaster.NET_FAILOVER.primaryName()
                        + ")/master)) && ip link set $m up && echo $m"));
        links.put(GuestMaster.OURS, own());
        for (GuestMaster master : GuestMaster.values()) {
            await(master, Path.PRIMARY);
        }
    }

    private String own() {
        String standby = run("s=$(" + GuestMaster.OURS.standbyName() + ") && ip link set $s up && echo $s");
        GuestDaemon daemon = GuestDaemon.start(guest);
        daemon.create(standby, "open").orFail();
        String masters = run(daemon.mastersScript());
        if (!masters.contains('"' + Steering.BPF_PROBE.word() + '"')) {
            throw new LabException("our master is not steered by the probe: " + masters);
        }
        return standby;
    }

    /** Lets it happen to the master's primary amid a stream, and undoes it behind. */
    public PulseReport suffer(GuestMaster master, Event event) {
        int count = BEFORE + AFTER;
        PulseStation.Heard heard = station(master).listen(++stream, count);
        Guest.Running pulse = pulse(master, count);
        if (!Wait.until(() -> heard.last() >= BEFORE, LIMIT)) {
            throw new LabException("only " + heard.last() + " frames came through " + master.words());
        }
        int mark = heard.last();
        begin(master, event);
        String[] words = pulse.await(LIMIT).orFail().out().strip().split(" ", -1);
        end(master, event);
        await(master, Path.PRIMARY);
        Wait.pass(QUIET);
        List<Integer> unanswered =
                Stream.of(words).skip(1).map(Integer::valueOf).toList();
        requireOver(master, heard, mark);
        return PulseReport.of(heard, unanswered, mark, Long.parseLong(words[0]) / 1e3);
    }

    private void begin(GuestMaster master, Event event) {
        switch (event) {
            case CARRIER_LOST -> guest.setCarrier(master.primary(), false);
            case UNPLUGGED -> guest.unplug(master.primary());
        }
    }

    private void end(GuestMaster master, Event event) {
        switch (event) {
            case CARRIER_LOST -> guest.setCarrier(master.primary(), true);
            case UNPLUGGED -> {
                guest.plug(master.primary());
                if (master.bond() && !guest.until(master.enslave(links.getOrDefault(master, "")), LIMIT)) {
                    throw new LabException("the primary that was plugged does not join " + master.words());
                }
            }
        }
    }

    /** A stream that ended too early would not have seen all that was lost. */
    private static void requireOver(GuestMaster master, PulseStation.Heard heard, int mark) {
        int count = BEFORE + AFTER;
        for (int number = count - AT_THE_END; number < count; number++) {
            if (heard.way(number) != Path.STANDBY) {
                throw new LabException(master.words() + " was not over to its standby when frame " + number
                        + " was sent, " + (number - mark) + " frames behind the event");
            }
        }
    }

    /** Until a few frames go and come on that way. */
    private void await(GuestMaster master, Path way) {
        List<String> seen = new ArrayList<>();
        boolean there = Wait.until(
                () -> {
                    PulseStation.Heard heard = station(master).listen(++stream, LOOK);
                    String said = pulse(master, LOOK).await(LIMIT).out().strip();
                    seen.add(said + " " + heard.way(LOOK - 1));
                    return !said.contains(" ") && heard.way(LOOK - 1) == way;
                },
                LIMIT);
        if (!there) {
            throw new LabException(master.words() + " is not on its " + way + ": " + seen.get(seen.size() - 1) + "; "
                    + guest.run("ip -d link").out());
        }
    }

    private PulseStation station(GuestMaster master) {
        PulseStation station = stations.get(master);
        if (station == null) {
            throw new LabException("nobody listens to " + master.words());
        }
        return station;
    }

    private Guest.Running pulse(GuestMaster master, int count) {
        return guest.start(String.join(
                " ", "exec pulse", links.getOrDefault(master, ""), "" + stream, "" + count, "" + PER_SECOND));
    }

    private String run(String script) {
        return guest.run(script, LIMIT).orFail().out().strip();
    }

    @Override
    public void close() {
        stations.values().forEach(PulseStation::close);
        guest.close();
    }
}
