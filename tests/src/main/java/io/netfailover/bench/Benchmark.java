package io.netfailover.bench;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures something and holds it against its targets. */
interface Benchmark {
    /** As it is asked for. */
    String name();

    /** One line for the list. */
    String description();

    /** The same with that many rounds; empty for one whose rounds are no matter of choice. */
    default Optional<Benchmark> withRounds(int rounds) {
        return Optional.empty();
    }

    /**
     * Runs it; what it makes on the machine is gone when it returns.
     *
     * @param progress for lines that tell the reader how far it is
     */
    List<Figure> run(Consumer<String> progress) throws Exception;
}
