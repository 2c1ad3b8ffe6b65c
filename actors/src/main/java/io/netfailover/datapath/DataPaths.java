package io.netfailover.datapath;

import io.netfailover.journal.MasterDefinition;
import io.netfailover.types.MasterName;
import java.util.List;

/** Makes, finds and unmakes the kernel side of masters. Every method blocks and is called from the effects dispatcher. */
public interface DataPaths extends AutoCloseable {
    /**
     * Makes the master or adopts what the kernel has of it, finishing what a crash left half-made. The standby is renamed and registered;
     * a master that is made, and not adopted, is set up if its standby was up, and has no carrier yet. When making one fails nothing of it
     * is left; when adopting one fails it stays as it was found.
     *
     * @throws DataPathException saying what resisted
     */
    default DataPath establish(MasterDefinition definition) {
        return establish(definition, Handover.NOTHING);
    }

    /** As {@link #establish(MasterDefinition)}, with something to do in the middle of it; not called for a master that is adopted. */
    DataPath establish(MasterDefinition definition, Handover handover);

    /** Masters of ours that the kernel has, known from link aliases alone, whatever the journal says. */
    List<MasterName> found();

    /** Removes every trace of a master by what the kernel shows, without journal or definition; idempotent. */
    default void remove(MasterName name) {
        remove(name, Handover.NOTHING);
    }

    /** As {@link #remove(MasterName)}, with something to do in the middle of it; not called when master or standby is gone. */
    void remove(MasterName name, Handover handover);

    /** What the links of these masters carry. */
    LinkConfigurations configurations();

    @Override
    void close();
}
