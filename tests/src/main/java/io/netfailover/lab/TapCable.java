package io.netfailover.lab;

import io.netfailover.os.NetworkNamespace;
import io.netfailover.os.OsException;
import io.netfailover.os.Tap;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The primary as a TAP, whose cable to the switch is this program: the kernel tells of its carrier when it finds time to, up to a second
 * late. A cut cable carries nothing from that moment on.
 */
public final class TapCable implements AutoCloseable {
    private static final Duration ENDING = Duration.ofMillis(100);

    private final Tap guestEnd;
    private final Tap switchEnd;
    private final List<Thread> threads;
    private volatile boolean connected = true;
    private volatile boolean open = true;

    private TapCable(Tap guestEnd, Tap switchEnd) {
        this.guestEnd = guestEnd;
        this.switchEnd = switchEnd;
        this.threads = List.of(
                new Thread(() -> carry(guestEnd, switchEnd), "tap-cable-out"),
                new Thread(() -> carry(switchEnd, guestEnd), "tap-cable-in"));
        threads.forEach(thread -> thread.setDaemon(true));
    }

    /** Takes the place of the lab's primary. Before the daemon starts: a TAP pairs by the address that the daemon first sees. */
    public static TapCable instead(Lab lab) {
        lab.unplugPrimary();
        Tap guestEnd = open(lab.guest(), Lab.PRIMARY);
        Tap switchEnd = open(lab.switchboard(), Lab.PRIMARY_PORT);
        lab.guest()
                .ip("link", "set", Lab.PRIMARY, "address", lab.guestMac().toString())
                .orFail();
        lab.switchboard()
                .ip("link", "set", Lab.PRIMARY_PORT, "master", Lab.BRIDGE, "up")
                .orFail();
        TapCable cable = lab.tie(new TapCable(guestEnd, switchEnd));
        cable.threads.forEach(Thread::start);
        return cable;
    }

    private static Tap open(LabNamespace where, String name) {
        return NetworkNamespace.named(where.name()).call(() -> Tap.open(name));
    }

    /** The carrier goes first: the kernel may wait for its lock, and until then nobody can know of the cut. */
    public void setCarrier(boolean carrier) {
        guestEnd.setCarrier(carrier);
        connected = carrier;
    }

    /** Waits in the kernel for each frame: one that had to wait for this thread would be on the cable when that is cut. */
    private void carry(Tap from, Tap to) {
        Precedence.take();
        while (open) {
            Optional<byte[]> frame = from.receive(ENDING);
            if (frame.isPresent() && connected) {
                try {
                    to.send(frame.get());
                } catch (OsException e) {
                    // The link is down: a frame that arrives there is lost.
                }
            }
        }
    }

    @Override
    public void close() {
        open = false;
        threads.forEach(Wait::end);
        guestEnd.close();
        switchEnd.close();
    }
}
