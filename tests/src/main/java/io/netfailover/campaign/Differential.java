package io.netfailover.campaign;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Our picture of the links against that of {@code ip}, after each of many random changes: by turns in namespaces of this machine (odd
 * seeds) and in a guest with Linux 6.1 (even seeds), which has the kinds of links that this machine's kernel may lack.
 */
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
        return "random changes of links, by us and by ip: our picture equals ip's, here and in a 6.1 guest";
    }

    @Override
    public List<Fault> faults() {
        return List.of(
                new Fault(LinkDifferential.WRONG_FIELD, "one field of a link is shown as another"),
                new Fault(
                        LinkDifferential.SWAPPED_DELAYS,
                        "a bond's two delays are read one for the other (the guest has bonds)"),
                new Fault(LinkDifferential.LOST_CHANGE, "what our socket is to change stays as it is"));
    }

    /** So many changes in each of both places. */
    @Override
    public int rounds() {
        return 2 * REPORTED_CHANGES / CHANGES_IN_A_ROUND;
    }

    @Override
    public Slice begin(Setting setting) {
        return new Places(setting);
    }

    private final class Places implements Slice {
        private final Setting setting;
        private final Place host = Place.host();
        private @Nullable Place guest;

        Places(Setting setting) {
            this.setting = setting;
        }

        @Override
        public Round round(long seed) {
            boolean here = seed % 2 != 0;
            Round round = (here ? host : guest()).round(seed, changes, setting.plant());
            return round.within(here ? "here" : "guest");
        }

        /** Booted when it is needed, once for all rounds. */
        private Place guest() {
            if (guest == null) {
                setting.progress().accept("booting a guest with Linux 6.1");
                guest = Place.guest();
            }
            return guest;
        }

        @Override
        public void close() {
            if (guest != null) {
                guest.close();
            }
        }
    }
}
