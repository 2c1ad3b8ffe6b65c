package io.netfailover.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** netfailover of this build in a {@link DebianGuest}: installed by {@code tests/guest/debian/program}, run by the unit that it ships. */
public final class DebianProgram {
    /** Copies, and archives of classes that a daemon has to be started for. */
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);
    /** A JVM under emulation that has run none of this before. */
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private DebianProgram() {}

    static void install(Path tree) throws Exception {
        GuestImages.prepare(List.of("base", "jvm"));
        String script = Program.root().resolve("tests/guest/debian/program").toString();
        Command.run(
                        new ProcessBuilder(
                                script, tree.toString(), GuestImages.jvm().toString()),
                        INSTALL_LIMIT)
                .orFail();
        Files.writeString(tree.resolve("etc/netfailover/netfailover.conf"), GuestDaemon.CONFIGURATION);
    }

    /** Until its unit is started: every journalled master is in service, or says what it waits for. */
    public static void awaitStart(DebianGuest guest) {
        ask(guest, "systemctl start netfailover.service");
    }

    /** Journalled, and so there again after each reboot. */
    public static void createMaster(DebianGuest guest, String name, String standby) {
        ask(guest, "netfailover master create " + name + " --standby " + standby);
    }

    private static void ask(DebianGuest guest, String command) {
        Command.Outcome outcome = guest.run(command, LIMIT);
        if (outcome.exit() != 0) {
            throw new LabException(command + " in the guest: " + outcome.said() + "; its log: " + log(guest));
        }
    }

    private static String log(DebianGuest guest) {
        return guest.run("journalctl --no-pager -b -u netfailover -n 30; ip link")
                .out();
    }
}
