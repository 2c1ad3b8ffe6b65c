package io.netfailover.lab;

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
    public static final String OWN_PRIMARY = "sink7";

    private static final String OWN_MASTER = "sink6";
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
            ip link set sink6 up
            """;

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
            daemon.create(OWN_MASTER, "strict").orFail();
            counted.awaitPrimary();
            daemon.stop();
            return counted;
        } catch (RuntimeException e) {
            counted.close();
            throw e;
        }
    }

    private void awaitPrimary() {
        if (guest.run(
                                "i=0; until ip link show " + OWN_PRIMARY
                                        + " | grep -q LOWER_UP; do i=$((i+1)); [ $i -lt 100 ] || exit 1;"
                                        + " sleep 0.2; done",
                                LIMIT)
                        .exit()
                != 0) {
            throw new LabException("our master does not take its primary: "
                    + guest.run("ip link").out());
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

    public String ownMaster() {
        return OWN_MASTER;
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
        String[] words = run("echo '" + way + " " + link + " " + PACKETS + "' >/proc/percpu && cat /proc/percpu")
                .strip()
                .split(" ", -1);
        return new Measured(
                Double.parseDouble(words[0]),
                Long.parseLong(words[1]),
                List.of(words).size() > 2 ? words[2] : "");
    }

    private String run(String script) {
        return guest.run(script, LIMIT).orFail().out();
    }

    @Override
    public void close() {
        guest.close();
    }
}
