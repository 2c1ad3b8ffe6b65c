package io.netfailover.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SoundRoundsTest {
    private static final String VOID = "tries void: the emulator lost a write of the guest";
    private static final long SEED = 7;

    private final List<String> said = new ArrayList<>();

    /** A lab whose tries fail so many times, the first of them with a damaged guest. */
    private static class Lab implements SoundRounds.Ground {
        private final int failing;
        private final int damaged;
        private int tries;
        private int givenUp;

        private Lab(int failing, int damaged) {
            this.failing = failing;
            this.damaged = damaged;
        }

        @Override
        public Round tryOnce(long seed) {
            tries++;
            return new Round(Map.of(), Map.of(), tries <= failing ? List.of("no answer") : List.of());
        }

        @Override
        public Optional<String> damage() {
            return tries <= damaged ? Optional.of("list_del corruption") : Optional.empty();
        }

        @Override
        public void giveUp(long seed) {
            givenUp++;
        }
    }

    private Round round(SoundRounds.Ground lab) {
        return SoundRounds.round(lab, SEED, said::add);
    }

    @Test
    void aTryWithADamagedGuestIsVoidCountedAndDoneAnew() {
        Lab lab = new Lab(2, 2);

        Round round = round(lab);

        assertThat(round.holds()).isTrue();
        assertThat(round.counts()).containsEntry(VOID, 2L);
        assertThat(lab.givenUp).isEqualTo(2);
        assertThat(said).hasSize(2).allMatch(line -> line.contains("list_del corruption"));
    }

    @Test
    void aTryThatFailsWithASoundGuestHasFailed() {
        Lab lab = new Lab(1, 0);

        Round round = round(lab);

        assertThat(round.objections()).containsExactly("no answer");
        assertThat(lab.tries).isEqualTo(1);
        assertThat(lab.givenUp).isEqualTo(1);
    }

    @Test
    void damageIsNoExcuseForEver() {
        assertThat(round(new Lab(100, 100)).objections()).containsExactly("no answer");
    }

    @Test
    void aTryThatCouldNotBeMadeIsTold() {
        Lab lab = new Lab(0, -1) {
            @Override
            public Round tryOnce(long seed) {
                throw new IllegalStateException("no network");
            }
        };

        assertThatThrownBy(() -> round(lab)).hasMessage("no network");
        assertThat(lab.givenUp).isEqualTo(1);
    }
}
