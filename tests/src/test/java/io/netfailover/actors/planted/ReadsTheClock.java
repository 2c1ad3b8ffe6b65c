package io.netfailover.actors.planted;

import java.time.Instant;

/** Breaks a rule on purpose. */
public final class ReadsTheClock {
    public Instant now() {
        return Instant.now();
    }
}
