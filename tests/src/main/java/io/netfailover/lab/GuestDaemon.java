package io.netfailover.lab;

import io.netfailover.Main;
import io.netfailover.types.Layout;
import io.netfailover.types.Steering;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** netfailover in a guest that was made {@link GuestSpec#withJava} and {@link GuestSpec#withFrames}. */
public final class GuestDaemon {
    private static final String HOME = "/run/netfailover-home";
    private static final String SOCKET = HOME + "/run/api.sock";
    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    /** A JVM under emulation that has run none of this before. */
    private static final Duration LIMIT = Duration.ofMinutes(10);
    /** What takes a real processor seconds may take an emulated one minutes, and what that does often is too much for this. */
    static final String CONFIGURATION = """
            netfailover { effects.deadline = 2m, netlink.carrier-watch = 100ms }
            akka.actor.creation-timeout = 2m
            host-journal { recovery-event-timeout = 5m, circuit-breaker.call-timeout = 2m }
            host-snapshots.circuit-breaker.call-timeout = 2m
            """;

    private final Guest guest;
    private final Guest.Running running;

    private GuestDaemon(Guest guest, Guest.Running running) {
        this.guest = guest;
        this.running = running;
    }

    /** Returns when it serves its API. */
    public static GuestDaemon start(Guest guest) {
        guest.run("mkdir -p " + HOME).orFail();
        guest.write(HOME + "/netfailover.conf", CONFIGURATION.getBytes(StandardCharsets.UTF_8));
        GuestDaemon daemon = new GuestDaemon(guest, guest.startJava(Map.of("NETFAILOVER_HOME", HOME), Main.class));
        // Who looks often takes the processor from the JVM.
        String look = "i=0; until [ -S " + SOCKET + " ]; do i=$((i+1)); [ $i -lt " + START_LIMIT.toSeconds()
                + " ] || exit 1; sleep 1; done";
        if (guest.run(look, START_LIMIT.plus(Command.LIMIT)).exit() != 0) {
            throw new LabException("netfailover does not start in the guest: " + daemon.said());
        }
        return daemon;
    }

    /** Has it make a master over a standby whose name it takes. */
    public Command.Outcome create(String standby, String rx) {
        return create(standby, rx, Steering.AUTO, Layout.DIRECT);
    }

    public Command.Outcome create(String standby, String rx, Steering steering, Layout layout) {
        return ask(
                "POST",
                "/v1/masters",
                "{\"name\":\"" + standby + "\",\"standby\":\"" + standby + "\",\"rx\":\"" + rx + "\",\"steering\":\""
                        + steering.word() + "\",\"layout\":\"" + layout.word() + "\"}");
    }

    /** Changes one key of its policy. */
    public Command.Outcome set(String master, String key, String value) {
        return ask("PATCH", "/v1/masters/" + master, "{\"" + key + "\":\"" + value + "\"}");
    }

    public Command.Outcome destroy(String master) {
        return ask("DELETE", "/v1/masters/" + master, "");
    }

    private Command.Outcome ask(String method, String path, String body) {
        Command.Outcome outcome =
                guest.run("frames api " + SOCKET + " " + method + " " + path + " '" + body + "'", LIMIT);
        return outcome.exit() == 0
                ? outcome
                : new Command.Outcome(outcome.command(), outcome.exit(), outcome.out(), outcome.err() + said());
    }

    /** A script of the guest that writes the status of all masters as JSON. */
    public String mastersScript() {
        return "timeout 20 frames api " + SOCKET + " GET /v1/masters";
    }

    /** SIGSTOP: it does nothing any more, and what it has in the kernel goes on. */
    public void stop() {
        guest.run("kill -STOP $(pidof java)").orFail();
    }

    /** SIGKILL; another one can be started then. */
    public void kill() {
        running.kill();
        guest.run("rm " + SOCKET).orFail();
    }

    /** The last that it wrote, and how it ended if it did. */
    public String said() {
        return running.ended()
                .map(outcome -> "it ended with " + outcome.exit() + ": " + outcome.said())
                .orElseGet(() -> guest.run("tail -n 30 /run/agent/*/out /run/agent/*/err")
                        .out());
    }
}
