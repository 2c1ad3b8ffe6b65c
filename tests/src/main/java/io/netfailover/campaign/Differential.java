package io.netfailover.campaign;

import io.netfailover.netlink.RouteSocket;
import java.util.List;

/** Our picture of the links against that of {@code ip}, after each of many random changes. */
final class Differential implements Campaign {
    private static final int CHANGES_IN_A_ROUND = 100;
    private static final int REPORTED_CHANGES = 1_000;

    private final int changes;

    Differential() {
        this(CHANGES_IN_A_ROUND);
    }

    /** @param changes of a round */
    Differential(int changes) {
        this.changes = changes;
    }

    @Override
    public String name() {
        return "differential";
    }

    @Override
    public String description() {
        return "random changes of links, by us and by ip: our picture equals ip's, field by field";
    }

    @Override
    public List<Fault> faults() {
        return List.of(new Fault(LinkDifferential.WRONG_FIELD, "one field of a link is shown as another"));
    }

    @Override
    public int rounds() {
        return REPORTED_CHANGES / CHANGES_IN_A_ROUND;
    }

    @Override
    public Slice begin(Setting setting) {
        return new Slice() {
            @Override
            public Round round(long seed) {
                try (Ground ground = Ground.make("links")) {
                    // On a thread inside: TAPs belong to the namespace of the thread that makes them.
                    return ground.call(() -> {
                        try (RouteSocket route = RouteSocket.open()) {
                            List<String> ip =
                                    List.of("ip", "-n", ground.namespace().name());
                            return new LinkDifferential(route, ip, setting.plant()).run(seed, changes);
                        }
                    });
                }
            }

            @Override
            public void close() {
                // each round's namespace has gone with it
            }
        };
    }
}
