package io.netfailover.hypervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.hypervisor.MigrationProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What {@code query-migrate} says, MigrationInfo of qapi/migration.json. */
record MigrationStatus(JsonNode said) {
    private static final Set<String> AT_REST = Set.of("none", "completed", "failed", "cancelled");

    String phase() {
        return said.path("status").asText("none");
    }

    boolean is(String phase) {
        return phase().equals(phase);
    }

    /** Of a destination: nobody has come yet. QEMU 7.2 says none, newer ones setup. */
    boolean listening() {
        return is("none") || is("setup");
    }

    boolean underWay() {
        return !AT_REST.contains(phase());
    }

    /** QEMU's reason of a failure, or empty. */
    String error() {
        return said.path("error-desc").asText();
    }

    /** Why QEMU would refuse to begin, since QEMU 6.0. */
    List<String> blockers() {
        List<String> reasons = new ArrayList<>();
        said.path("blocked-reasons").forEach(reason -> reasons.add(reason.asText()));
        return reasons;
    }

    MigrationProgress progress() {
        JsonNode ram = said.path("ram");
        JsonNode disk = said.path("disk");
        return new MigrationProgress(
                phase(),
                ram.path("transferred").asLong() + disk.path("transferred").asLong(),
                ram.path("remaining").asLong() + disk.path("remaining").asLong(),
                ram.path("total").asLong() + disk.path("total").asLong(),
                ram.path("dirty-sync-count").asInt(),
                said.path("downtime").asLong(said.path("expected-downtime").asLong(-1)));
    }
}
