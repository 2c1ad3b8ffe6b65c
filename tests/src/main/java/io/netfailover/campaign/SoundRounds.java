package io.netfailover.campaign;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Rounds with an emulated guest: one in which the emulator has damaged the guest's memory says nothing, and is tried anew and counted. */
final class SoundRounds {
    private static final int MOST_VOID = 3;
    private static final String VOID = "tries void: the emulator lost a write of the guest";

    private SoundRounds() {}

    /** A campaign's lab. */
    interface Ground {
        Round tryOnce(long seed);

        /** The guest's own words about its memory. */
        Optional<String> damage();

        /** The next try must not suffer from this one. */
        void giveUp(long seed);
    }

    static Round round(Ground ground, long seed, Consumer<String> progress) {
        for (int voids = 0; ; voids++) {
            Optional<Round> round = Optional.empty();
            RuntimeException failure = new IllegalStateException();
            try {
                round = Optional.of(ground.tryOnce(seed));
                if (round.get().holds()) {
                    return counted(round.get(), voids);
                }
            } catch (RuntimeException e) {
                failure = e;
            }
            Optional<String> damage = ground.damage();
            ground.giveUp(seed);
            if (damage.isPresent() && voids < MOST_VOID) {
                progress.accept("void: the guest's kernel says: " + damage.get());
            } else if (round.isPresent()) {
                return counted(round.get(), voids);
            } else {
                throw failure;
            }
        }
    }

    private static Round counted(Round round, int voids) {
        Map<String, Long> counts = new TreeMap<>(round.counts());
        counts.put(VOID, (long) voids);
        return new Round(counts, round.peaks(), round.objections());
    }
}
