package io.netfailover.actors.planted;

import io.netfailover.os.Errno;

/** Breaks a rule on purpose. */
public final class ReadsErrno {
    public String name() {
        return Errno.name(19);
    }
}
