package io.netfailover.lab;

import io.netfailover.types.Layout;
import io.netfailover.types.Steering;
import java.time.Duration;
import java.util.List;

/**
 * A guest whose time is the number of its instructions, with masters of several kinds over links that discard what they are given
 * ({@code tests/guest/percpu.c}). Nothing runs beside what is measured: the daemon that made our master is stopped.
 */
public final class CountedGuest implements AutoCloseable {
    public static final String PLAIN = "sink0";
    public static final String BOND_PORT = "sink2";
    public static final String TEAM_PORT = "sink4";
    public static final String KERNEL_PRIMARY = "primary";
    private static final int PACKETS = 20_000;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String SET_UP = """
            set -e
            insmod /usr/sbin/percpu.ko
            ip link set sink0 up
            ip link add bond0 type bond mode active-backup
            ip link set sink2 master bond0
            ip link set sink3 master bond0
            ip link set bond0 up
            ip link add team0 type team
            teamnl team0 setoption mode activebackup
            ip link set sink4 master team0
            ip link set sink5 master team0
            ip link set team0 up
            teamnl team0 setoption activeport $(cat /sys/class/net/sink4/ifindex)
            for sink in 6 8 10 12 14; do ip link set sink$sink up; done
            """;

    /** A master of ours, over the sink whose name it has and the next one. */
    public enum Own {
        DIRECT(6, Steering.AUTO, Layout.DIRECT),
        VISIBLE(8, Steering.AUTO, Layout.VISIBLE),
        HIDDEN(10, Steering.AUTO, Layout.HIDDEN),
        MIRRED(12, Steering.MIRRED, Layout.DIRECT),
        BOND(14, Steering.BOND, Layout.DIRECT);

        private final int standby;
        private final Steering steering;
        private final Layout layout;

        Own(int standby, Steering steering, Layout layout) {
            this.standby = standby;
            this.steering = steering;
            this.layout = layout;
        }

        public String master() {
            return "sink" + standby;
        }

        public String primary() {
            return "sink" + (standby + 1);
        }

        /** Bonding cannot do what strict means. */
        private String rx() {
            return steering == Steering.BOND ? "open" : "strict";
        }
    }

    private final Guest guest;

    private CountedGuest(Guest guest) {
        this.guest = guest;
    }

    /** Takes minutes. */
    public static CountedGuest boot() {
        CountedGuest counted = new CountedGuest(Guest.boot(
                GuestSpec.bare().withJava().withFrames().withCounting().withMemory(640)));
        try {
            counted.run(SET_UP);
            counted.run("ip link set " + counted.kernelMaster() + " up");
            GuestDaemon daemon = GuestDaemon.start(counted.guest);
            for (Own own : Own.values()) {
                daemon.create(own.master(), own.rx(), own.steering, own.layout).orFail();
            }
            counted.awaitPrimaries(daemon);
            daemon.stop();
            return counted;
        } catch (RuntimeException e) {
            counted.close();
            throw e;
        }
    }

    /** Who looks often takes the processor from the daemon. */
    private void awaitPrimaries(GuestDaemon daemon) {
        int watched = Own.values().length + 1; // with the kernel's
        String look = "i=0; until [ $(" + daemon.mastersScript() + " | grep -o '\"path\":\"primary\"' | wc -l) = "
                + watched + " ]; do i=$((i+1)); [ $i -lt 60 ] || exit 1; sleep 2; done";
        if (guest.run(look, LIMIT).exit() != 0) {
            throw new LabException("our masters do not take their primaries: "
                    + guest.run(daemon.mastersScript() + "; ip link").out());
        }
    }

    public String bond() {
        return "bond0";
    }

    public String team() {
        return "team0";
    }

    public String kernelMaster() {
        return run("basename $(readlink /sys/class/net/" + KERNEL_PRIMARY + "/master)")
                .strip();
    }

    /** @return instructions for a packet */
    public double transmit(String link) {
        return measure("tx", link).cost;
    }

    /**
     * @return instructions for a packet
     * @throws LabException unless all of them arrived on {@code master}
     */
    public double receive(String link, String master) {
        Measured measured = measure("rx", link);
        if (measured.heard < PACKETS || !measured.on.equals(master)) {
            throw new LabException("of " + PACKETS + " packets on " + link + " " + measured.heard
                    + " arrived, the last on '" + measured.on + "' instead of " + master);
        }
        return measured.cost;
    }

    private record Measured(double cost, long heard, String on) {}

    private Measured measure(String way, String link) {
        String echo = "echo '" + way + " " + link + " " + PACKETS + "' >/proc/percpu";
        String[] words = run(at(link, echo) + " && cat /proc/percpu").strip().split(" ", -1);
        return new Measured(
                Double.parseDouble(words[0]),
                Long.parseLong(words[1]),
                List.of(words).size() > 2 ? words[2] : "");
    }

    /** Slaves of a hidden master are in the only namespace that has a name. */
    private static String at(String link, String script) {
        return link.equals(Own.HIDDEN.primary()) ? "ip netns exec $(ls /run/netns) sh -c \"" + script + "\"" : script;
    }

    private String run(String script) {
        return guest.run(script, LIMIT).orFail().out();
    }

    @Override
    public void close() {
        guest.close();
    }
}
