package io.netfailover.datapath;

import io.netfailover.journal.MasterDefinition;
import io.netfailover.lab.Command;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.types.Layout;
import io.netfailover.types.MacAddress;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Runs in a guest, which has bonding: a daemon dies before each single change that it makes to the kernel for a bond, and the next one, which has only
 * the kernel to go by, finishes or removes it. Writes the number of steps of each {@link Tale}, or what was not as it should be.
 */
final class KilledBond {
    static final String STANDBY = "eth0";
    static final String PRIMARY = "eth1";
    static final MacAddress MAC = MacAddress.parse("52:54:00:0b:0d:02");

    private static final MasterName NAME = new MasterName(STANDBY);
    private static final int MANY_STEPS = 60;

    private static final String BOND = "ip -br link show master " + STANDBY;

    enum Tale {
        CREATED_THEN_FINISHED,
        CREATED_THEN_REMOVED,
        REMOVED_THEN_REMOVED
    }

    /** Nothing catches it on the way, as nothing runs after SIGKILL. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private final String before = shell(GuestMasterTest.PICTURE);

    private KilledBond() {}

    /** Of names of tales. */
    public static void main(String[] arguments) {
        KilledBond bond = new KilledBond();
        for (String argument : arguments) {
            Tale tale = Tale.valueOf(argument.toUpperCase(Locale.ROOT));
            System.out.println(tale + " " + bond.killedAtEachStep(tale));
        }
    }

    private int killedAtEachStep(Tale tale) {
        for (int last = 0; last < MANY_STEPS; last++) {
            boolean lived = false;
            List<String> steps = new ArrayList<>();
            try {
                work(tale, dyingAfter(last, steps));
                lived = true;
            } catch (Killed killed) {
                // the next daemon comes
            }
            String moment = tale + " after " + steps;
            if (tale == Tale.CREATED_THEN_FINISHED) {
                finish(moment);
            } else {
                with(step -> {}, daemon -> daemon.remove(NAME));
            }
            expectAsBefore(moment);
            if (lived) {
                return steps.size();
            }
        }
        throw new AssertionError("no end after " + MANY_STEPS + " steps");
    }

    private static StepListener dyingAfter(int last, List<String> steps) {
        return step -> {
            if (steps.size() == last) {
                throw new Killed();
            }
            steps.add(step);
        };
    }

    private void work(Tale tale, StepListener steps) {
        if (tale == Tale.REMOVED_THEN_REMOVED) {
            with(step -> {}, daemon -> register(daemon.establish(definition())));
            with(steps, daemon -> daemon.remove(NAME));
        } else {
            with(steps, daemon -> register(daemon.establish(definition())));
        }
    }

    private static void register(DataPath path) {
        try (path;
                RouteSocket route = RouteSocket.open()) {
            path.register(Role.PRIMARY, route.link(PRIMARY).orElseThrow());
        }
    }

    private void finish(String moment) {
        with(step -> {}, daemon -> {
            DataPath path = daemon.establish(definition());
            try (RouteSocket route = RouteSocket.open()) {
                path.register(Role.PRIMARY, route.link(PRIMARY).orElseThrow());
                int master = route.link(STANDBY).orElseThrow().ifIndex().value();
                expect(moment, path.links().master().value() + "", master + "");
            }
            expect(moment, shell(BOND).lines().count() + " slaves", "2 slaves");
            path.destroy(Handover.NOTHING);
        });
    }

    private static void with(StepListener steps, Consumer<KernelDataPaths> work) {
        try (KernelDataPaths daemon =
                new KernelDataPaths(Path.of("/run/pins"), RouteSocket::open, ProbeSupport::detect, steps)) {
            work.accept(daemon);
        }
    }

    private static MasterDefinition definition() {
        return new MasterDefinition(
                NAME, STANDBY, true, MAC, Steering.BOND, ReceiveRule.OPEN, Layout.DIRECT, Optional.empty());
    }

    /** A link that was opened is up a moment later. */
    private void expectAsBefore(String moment) {
        for (int tries = 0; tries < 50 && !shell(GuestMasterTest.PICTURE).equals(before); tries++) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        expect(moment, shell(GuestMasterTest.PICTURE), before);
    }

    private static void expect(String moment, String seen, String expected) {
        if (!seen.equals(expected)) {
            throw new AssertionError(moment + ":\n" + seen + "\ninstead of\n" + expected);
        }
    }

    private static String shell(String script) {
        return Command.run("sh", "-c", script).orFail().out();
    }
}
