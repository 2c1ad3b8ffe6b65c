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
    DataPath establish(MasterDefinition definition);

    /** Masters of ours that the kernel has, known from link aliases alone, whatever the journal says. */
    List<MasterName> found();

    /** Removes every trace of a master by what the kernel shows, without journal or definition; idempotent. */
    void remove(MasterName name);

    @Override
    void close();
}
