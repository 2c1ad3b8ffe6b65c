package io.netfailover.campaign;

import java.util.function.Consumer;

/**
 * What a slice is run with.
 *
 * @param plant name of the fault to plant, empty for none
 * @param progress for lines that tell the reader how far a round is
 */
record Setting(String plant, Consumer<String> progress) {
    boolean plants(String fault) {
        return plant.equals(fault);
    }
}
