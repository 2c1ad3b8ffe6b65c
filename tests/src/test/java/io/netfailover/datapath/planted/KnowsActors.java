package io.netfailover.datapath.planted;

import io.netfailover.actors.planted.ReadsTheClock;

/** Breaks a rule on purpose. */
public final class KnowsActors {
    public boolean same(ReadsTheClock one, ReadsTheClock other) {
        return one == other;
    }
}
