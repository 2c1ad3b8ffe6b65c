package io.netfailover.actors;

import io.netfailover.datapath.PathCounters;
import io.netfailover.types.MasterName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failover master as status shows it; words in lower case as the command line writes them.
 *
 * @param state {@code creating}, {@code active}, {@code waiting} (for its standby to appear), {@code destroying} or
 *     {@code failed}
 * @param ifindex null while the link does not exist
 * @param policy the policy in force, as {@code master set} writes it
 * @param confirmBy when the creation is undone unless it is confirmed, null when it needs no confirmation
 * @param slaves the registered slaves, and refused candidates with the reason
 */
public record MasterStatus(
        String name,
        String state,
        @Nullable Integer ifindex,
        @Nullable LinkName idle,
        boolean up,
        boolean carrier,
        String mac,
        int mtuBytes,
        String path,
        String steering,
        String why,
        String layout,
        String rx,
        Map<String, String> policy,
        List<SlaveStatus> slaves,
        @Nullable PathCounters counters,
        int switches,
        @Nullable Switch lastSwitch,
        List<String> alarms,
        @Nullable Instant confirmBy) {

    /** A master whose journal cannot be read: nothing is known of it but the name. */
    static MasterStatus failed(MasterName name) {
        return new MasterStatus(
                name.value(),
                "failed",
                null,
                null,
                false,
                false,
                "",
                0,
                "none",
                "",
                "",
                "",
                "",
                Map.of(),
                List.of(),
                null,
                0,
                null,
                List.of("its journal cannot be read: see the log; 'netfailover master release " + name
                        + " --offline' frees its links"),
                null);
    }

    /** A link by name and index. */
    public record LinkName(String name, int ifindex) {}

    /**
     * @param present false when the link is gone
     * @param refusal why the link stays free, null for a registered slave
     */
    public record SlaveStatus(
            String role,
            String name,
            int ifindex,
            boolean up,
            boolean carrier,
            boolean present,
            @Nullable String refusal) {}

    /** The last change of path. */
    public record Switch(Instant at, String from, String to, String reason) {}
}
