package io.netfailover.actors.planted;

import io.netfailover.jmx.planted.AwaitsAScalaFuture;

/** Breaks a rule on purpose: views depend on actors, not actors on views. */
public final class KnowsTheApi {
    public boolean same(AwaitsAScalaFuture one, AwaitsAScalaFuture other) {
        return one == other;
    }
}
