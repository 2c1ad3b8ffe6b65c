package io.netfailover.lab;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Commands in a guest by the serial port of the host that it runs on. */
public final class GuestConsole implements AutoCloseable {
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

    /** Gives the master its address and starts the echo; whoever takes the driver from the guest has to do that again. */
    public void serve() {
        run(
                        "ip link set eth0 up && ip address add " + QemuLab.GUEST + "/24 dev eth0"
                                + " && { setsid udp-echo </dev/null >/dev/null 2>&1 & }",
                        Command.LIMIT)
                .orFail();
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

    public String kernelMessages() {
        String text = Leftovers.text(host.console()).strip();
        return text.substring(Math.max(0, text.length() - 2000));
    }

    @Override
    public void close() {
        agent.close();
    }
}
