package io.netfailover.campaign.scenario;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a master says it has carried.
 *
 * @param master its index: another one begins anew
 */
record Tally(int master, long transmitted, long received, long dropped) {
    /** As {@code ip -statistics} shows it. */
    static Tally ofKernel(JsonNode link) {
        JsonNode counters = link.path("stats64");
        return new Tally(
                Links.index(link),
                counters.path("tx").path("packets").asLong(),
                counters.path("rx").path("packets").asLong(),
                counters.path("tx").path("dropped").asLong());
    }

    boolean isBehind(Tally before) {
        return master == before.master
                && (transmitted < before.transmitted || received < before.received || dropped < before.dropped);
    }

    /** What has been added since. */
    Tally since(Tally before) {
        return new Tally(0, transmitted - before.transmitted, received - before.received, dropped - before.dropped);
    }
}
