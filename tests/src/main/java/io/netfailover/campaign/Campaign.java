package io.netfailover.campaign;

import java.util.List;

/** A long proof, cut into rounds that each follow from a seed alone. */
interface Campaign {
    /** As it is asked for. */
    String name();

    /** One line for the list. */
    String description();

    /** What can be broken on purpose. */
    List<Fault> faults();

    /** How many rounds are reported. */
    int rounds();

    /** Opens what one slice needs. What it makes on the machine is gone when it is closed. */
    Slice begin(Setting setting) throws Exception;

    /**
     * Something broken on purpose, to prove the judge.
     *
     * @param name as it is asked for with {@code --plant}
     * @param description one line for the help
     */
    record Fault(String name, String description) {}

    /** Rounds that one process runs. */
    interface Slice extends AutoCloseable {
        /** @throws Exception counts as a failure of the round */
        Round round(long seed) throws Exception;

        /** What only many rounds together show, such as memory that grows; empty is what one wants. */
        default List<String> objections() {
            return List.of();
        }

        @Override
        void close();
    }
}
