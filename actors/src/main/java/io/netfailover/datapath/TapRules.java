package io.netfailover.datapath;

import io.netfailover.os.FramePump;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Path;
import io.netfailover.types.Role;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Which slave the frames of a TAP go to, and which of a slave's go to it. Every method is a plain load or store. */
final class TapRules implements FramePump.Switch {
    /** The ports of the pump. */
    static final int PRIMARY = 0;

    static final int STANDBY = 1;

    /** No list: it is asked for each frame. */
    private static final int[] EXEMPT =
            ReceiveProgram.EXEMPT.stream().mapToInt(Integer::intValue).toArray();

    private final AtomicReferenceArray<IfIndex> slaves = new AtomicReferenceArray<>(2);
    private volatile PathChoice choice = new PathChoice(Path.STANDBY, Role.PRIMARY, true);

    static int port(Role role) {
        return role == Role.PRIMARY ? PRIMARY : STANDBY;
    }

    Optional<IfIndex> slave(Role role) {
        return Optional.ofNullable(slaves.get(port(role)));
    }

    void serve(Role role, IfIndex slave) {
        slaves.set(port(role), slave);
    }

    void forget(Role role) {
        slaves.set(port(role), null);
    }

    void choose(PathChoice wanted) {
        choice = wanted;
    }

    /** NF-20. */
    @Override
    public int transmit() {
        Path path = choice.transmit();
        int port = path == Path.PRIMARY ? PRIMARY : STANDBY;
        return path == Path.NONE || slaves.get(port) == null ? FramePump.NOBODY : port;
    }

    /** NF-21; frames to groups only once, since a switch sends them to both. */
    @Override
    public FramePump.Verdict receive(int port, int etherType, boolean toGroup) {
        if (slaves.get(port) == null || isExempt(etherType)) {
            return FramePump.Verdict.LEAVE;
        }
        PathChoice now = choice;
        boolean heardOnTheOther = toGroup && now.first() == Role.STANDBY && now.transmit() == Path.STANDBY;
        boolean passes = port == STANDBY ? now.acceptOnStandby() : !heardOnTheOther;
        return passes ? FramePump.Verdict.PASS : FramePump.Verdict.DROP;
    }

    private static boolean isExempt(int etherType) {
        for (int exempt : EXEMPT) {
            if (etherType == exempt) {
                return true;
            }
        }
        return false;
    }
}
