package io.netfailover.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramClassTest {
    private static final List<Integer> SEEN = new ArrayList<>();

    /** Stands for a main class of the program; takes numbers only. */
    public static final class Recording {
        public static void main(String[] args) {
            for (String arg : args) {
                SEEN.add(Integer.valueOf(arg));
            }
        }
    }

    @Test
    void theClassGetsTheArgumentsAndReturningIsDone() {
        assertThat(ProgramClass.run(Recording.class.getName(), "1", "2")).isZero();
        assertThat(SEEN).containsExactly(1, 2);
    }

    @Test
    void whatTheClassThrowsIsAFailureWithItsReason() {
        assertThatThrownBy(() -> ProgramClass.run(Recording.class.getName(), "seven"))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED))
                .hasMessageContaining("NumberFormatException: For input string: \"seven\"");
    }

    @Test
    void aClassThatIsNotThereIsAFailureOfTheBuild() {
        assertThatThrownBy(() -> ProgramClass.run("io.netfailover.Absent"))
                .isInstanceOf(CliException.class)
                .hasMessage("io.netfailover.Absent is not part of this build");
    }
}
