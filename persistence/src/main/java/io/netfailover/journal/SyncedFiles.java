package io.netfailover.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * H2 files whose every write is on disk when it returns (O_DSYNC), under {@code jdbc:h2:sync:<path>}. With WRITE_DELAY=0 H2 writes at each
 * commit but never calls fsync, so that an acknowledged event would survive kill -9 and not a power cut. Public because H2 makes its instances by reflection.
 */
public final class SyncedFiles extends FilePathWrapper {
    static final String SCHEME = "sync";

    static void register() {
        FilePath.register(new SyncedFiles());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return super.open(mode.equals("rw") ? "rwd" : mode);
    }
}
