package io.netfailover.jmx.planted;

import scala.concurrent.Await;
import scala.concurrent.Future;
import scala.concurrent.duration.Duration;

/** Breaks a rule on purpose. */
public final class AwaitsAScalaFuture {
    public String value(Future<String> future) throws Exception {
        return Await.result(future, Duration.Inf());
    }
}
