package io.netfailover.campaign.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a master says it has carried.
 *
 * @param master its index: another one begins anew
 */
record Tally(int master, long transmitted, long received, long dropped) {
    static final String DROPPED = "counted as dropped";

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

    /** Where two have not counted the same. */
    static List<Facts.Difference> differences(Tally kernel, Tally ours) {
        Facts one = new Facts();
        kernel.tell(one);
        Facts other = new Facts();
        ours.tell(other);
        return Facts.differences(one, other);
    }

    private void tell(Facts facts) {
        facts.put("counted as transmitted", transmitted);
        facts.put("counted as received", received);
        facts.put(DROPPED, dropped);
    }

    /** What has been added since. */
    Tally since(Tally before) {
        return new Tally(0, transmitted - before.transmitted, received - before.received, dropped - before.dropped);
    }
}
