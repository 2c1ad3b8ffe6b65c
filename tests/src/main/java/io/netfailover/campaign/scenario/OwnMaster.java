package io.netfailover.campaign.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/** What the status of our daemon says of its master, where the kernel has no word for it. */
final class OwnMaster {
    private final JsonNode status;
    private final Set<Integer> slaves = new HashSet<>();

    /** @param status of the master, missing when there is none */
    OwnMaster(JsonNode status) {
        this.status = status;
        for (JsonNode slave : status.path("slaves")) {
            if (slave.path("present").asBoolean() && !slave.hasNonNull("refusal")) {
                slaves.add(slave.path("ifindex").asInt());
            }
        }
    }

    boolean has(int link) {
        return slaves.contains(link);
    }

    String mtuLimits() {
        JsonNode settings = status.path("settings");
        return settings.path("minMtuBytes").asInt() + "-"
                + settings.path("maxMtuBytes").asInt();
    }

    Tally tally() {
        JsonNode statistics = status.path("statistics");
        return new Tally(
                status.path("ifindex").asInt(),
                statistics.path("txPackets").asLong(),
                statistics.path("rxPackets").asLong(),
                status.path("counters").path("transmitDropped").asLong());
    }
}
