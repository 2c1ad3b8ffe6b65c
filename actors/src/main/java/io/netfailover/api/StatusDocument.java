package io.netfailover.api;

import io.netfailover.actors.MasterStatus;
import io.netfailover.actors.NetdevStatus;
import io.netfailover.actors.SteeringStatus;
import io.netfailover.journal.AlarmState.Alarm;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to {@code GET /v1/status}; field by field in docs/reference/json.md. */
record StatusDocument(
        Daemon daemon,
        Netlink netlink,
        SteeringStatus steering,
        Journal journal,
        @Nullable Fleet fleet,
        List<Alarm> alarms,
        List<MasterStatus> masters,
        List<NetdevStatus> netdevs) {
    record Daemon(
            long pid,
            String version,
            String java,
            String home,
            String bootId,
            long netnsCookie,
            Instant startedAt,
            double uptimeSeconds,
            boolean ready) {}

    record Netlink(
            boolean synced,
            int links,
            long messages,
            long overruns,
            long resyncs,
            long corrected,
            long malformed,
            int receiveBufferBytes,
            @Nullable Instant lastEventAt) {}

    /** @param phase {@code waiting}, {@code joining}, {@code up} or {@code closed} */
    record Fleet(String phase, List<String> members, String words) {}

    record Journal(long events, long entities, long bytes, int schema) {}
}
