package io.netfailover.datapath.planted;

import io.netfailover.os.Libc;

/** Breaks a rule on purpose. */
public final class CallsLibc {
    public int close(int fd) {
        return Libc.C.close(fd);
    }
}
