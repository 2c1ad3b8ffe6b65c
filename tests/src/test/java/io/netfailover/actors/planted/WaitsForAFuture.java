package io.netfailover.actors.planted;

import java.util.concurrent.CompletableFuture;

/** Breaks a rule on purpose. */
public final class WaitsForAFuture {
    public String value(CompletableFuture<String> future) {
        return future.join();
    }
}
