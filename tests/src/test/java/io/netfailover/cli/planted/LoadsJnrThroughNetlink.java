package io.netfailover.cli.planted;

import io.netfailover.os.OsException;

/** Breaks a rule on purpose. */
public final class LoadsJnrThroughNetlink {
    public String name(OsException e) {
        return e.errnoName();
    }
}
