package io.netfailover.lab;

import io.netfailover.Main;
import io.netfailover.cli.Cli;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Commands in a guest by the serial port of the host that it runs on. */
public final class GuestConsole implements AutoCloseable {
    private static final String OWN_HOME = "/run/netfailover-home";
    /** A JVM under emulation. */
    private static final Duration OWN_MASTER_LIMIT = Duration.ofMinutes(2);

    private final QemuHost host;
    private final GuestAgent agent;

    GuestConsole(QemuHost host, GuestAgent agent) {
        this.host = host;
        this.agent = agent;
    }

    void awaitBoot(Duration limit) {
        try {
            agent.ready().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new LabException(
                    "the guest does not boot; QEMU said: "
                            + Leftovers.text(host.directory().resolve("qemu")) + "; its console: " + kernelMessages(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    /**
     * Gives each pair's master its address and starts the echo; whoever takes the driver from the guest has to do that again. The kernel's
     * masters come before their standbys, in the order of pairs.
     */
    public void serve(List<LabPair> pairs) {
        for (LabPair pair : pairs) {
            String master = "eth" + 2 * pair.number();
            run(
                            "ip link set " + master + " up && ip address add " + pair.guestAddress() + "/24 dev "
                                    + master,
                            Command.LIMIT)
                    .orFail();
        }
        run("setsid udp-echo </dev/null >/dev/null 2>&1 &", Command.LIMIT).orFail();
    }

    /** Starts netfailover in the guest and has it make the master of the first pair, under the standby's name. */
    void makeOwnMaster(GuestClasses classes) {
        String java = "NETFAILOVER_HOME=" + OWN_HOME + " " + classes.javaCommand() + " ";
        run(
                        "mkdir " + OWN_HOME + " && cd " + OWN_HOME + " && ip link set eth0 up && { " + java
                                + Main.class.getName() + " </dev/null >" + OWN_HOME + "/log 2>&1 & }",
                        Command.LIMIT)
                .orFail();
        // One processor: who looks often takes it from the JVM.
        String look = "i=0; until [ -S " + OWN_HOME + "/run/api.sock ]; do i=$((i+1)); [ $i -lt "
                + OWN_MASTER_LIMIT.toSeconds() + " ] || exit 1; sleep 1; done";
        if (run(look, OWN_MASTER_LIMIT.plus(Command.LIMIT)).exit() != 0) {
            throw new LabException("netfailover does not start in the guest: " + ownLog());
        }
        Command.Outcome made = run(java + Cli.class.getName() + " master create eth0 --standby eth0", OWN_MASTER_LIMIT);
        if (made.exit() != 0) {
            throw new LabException(
                    "netfailover makes no master in the guest: " + made.said() + "; its log: " + ownLog());
        }
    }

    private String ownLog() {
        return run("tail -n 40 " + OWN_HOME + "/log", Command.LIMIT).out();
    }

    /** @throws LabException when it does not end in time, as in a guest that is paused or has moved away */
    public Command.Outcome run(String script, Duration limit) {
        try {
            GuestAgent.Reply reply =
                    agent.send(script, new byte[0]).reply().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return new Command.Outcome(List.of("sh", "-c", script), reply.exit(), reply.out(), reply.err());
        } catch (TimeoutException | ExecutionException e) {
            throw new LabException("the guest did not end: " + script, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    /** Whether the script ends with 0 within the limit; it is tried again and again, in the guest. */
    public boolean until(String script, Duration limit) {
        String loop = "i=0; until " + script + "; do i=$((i+1)); [ $i -gt " + limit.toMillis() / 20
                + " ] && exit 1; sleep 0.02; done";
        return run(loop, limit.plus(Command.LIMIT)).exit() == 0;
    }

    /** Links of the master with carrier: 2 on the VF with the standby up beside it. */
    public boolean awaitCarrierOnPrimary(Duration limit) {
        return until(
                "for l in /sys/class/net/eth0/lower_*; do d=$(basename $(readlink $l/device/driver));"
                        + " [ $d != virtio_net ] && [ \"$(cat $l/carrier 2>/dev/null)\" = 1 ] && break; done",
                limit);
    }

    /**
     * The carriers of its NICs, a digit each, as {@code standby 0, VF 1}; masters are none. What is not up has no digit.
     *
     * @throws LabException when the guest does not answer
     */
    String carriers(Duration limit) {
        return run(
                        "for l in /sys/class/net/*; do d=$(readlink $l/device/driver) && ! ls -d $l/lower_* >/dev/null 2>&1"
                                + " || continue; c=$(cat $l/carrier 2>/dev/null);"
                                + " case $d in */virtio_net) s=$s$c;; *) v=$v$c;; esac; done; echo \"standby $s, VF $v\"",
                        limit)
                .orFail()
                .out()
                .strip();
    }

    public String kernelMessages() {
        String text = Leftovers.text(host.console()).strip();
        return text.substring(Math.max(0, text.length() - 2000));
    }

    @Override
    public void close() {
        agent.close();
    }
}
