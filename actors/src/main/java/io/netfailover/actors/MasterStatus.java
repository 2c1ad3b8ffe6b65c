package io.netfailover.actors;

import io.netfailover.datapath.PathCounters;
import io.netfailover.types.MasterName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A failover master as status shows it; words in lower case as the command line writes them.
 *
 * @param state {@code creating}, {@code active}, {@code waiting} (for its standby to appear), {@code destroying} or
 *     {@code failed}
 * @param ifindex null while the link does not exist
 * @param policy the policy in force, as {@code master set} writes it
 * @param confirmBy when the creation is undone unless it is confirmed, null when it needs no confirmation
 * @param steering what it has; {@code kernel} for a master that the kernel made
 * @param asked the steering that was asked for
 * @param bestSteering the best that it had yet
 * @param held the path changed more often than the policy allows, and stays on the standby for a while
 * @param slaves the registered slaves, and refused candidates with the reason
 * @param settings null unless it is in service
 * @param statistics what its slaves have counted for it, by the names of rtnl_link_stats64; 0 for names that are missing
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
        String asked,
        String bestSteering,
        String why,
        String layout,
        String rx,
        Map<String, String> policy,
        List<SlaveStatus> slaves,
        @Nullable PathCounters counters,
        int switches,
        @Nullable Switch lastSwitch,
        boolean held,
        List<String> alarms,
        @Nullable Instant confirmBy,
        @Nullable LinkSettings settings,
        SortedMap<String, Long> statistics) {

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
                "",
                "",
                Map.of(),
                List.of(),
                null,
                0,
                null,
                false,
                List.of("its journal cannot be read: see the log; 'netfailover master release " + name
                        + " --offline' frees its links"),
                null,
                null,
                new TreeMap<>());
    }

    /** The steering of a master that the kernel made: it is watched, never steered. */
    static final String KERNEL = "kernel";

    /** Made by the kernel's own driver. */
    public boolean madeByKernel() {
        return steering.equals(KERNEL);
    }

    /** As alarms name it. */
    String subject() {
        return "master " + name;
    }

    /** What alarms are about when they concern it: itself and its slaves. */
    Set<String> subjects() {
        return Stream.concat(
                        Stream.of(subject()),
                        slaves.stream().filter(SlaveStatus::isRegistered).map(slave -> "link " + slave.name()))
                .collect(Collectors.toUnmodifiableSet());
    }

    MasterStatus withSwitches(int count, @Nullable Switch last) {
        return with(count, last, alarms);
    }

    MasterStatus withAlarms(List<String> texts) {
        return with(switches, lastSwitch, texts);
    }

    private MasterStatus with(int count, @Nullable Switch last, List<String> texts) {
        return new MasterStatus(
                name,
                state,
                ifindex,
                idle,
                up,
                carrier,
                mac,
                mtuBytes,
                path,
                steering,
                asked,
                bestSteering,
                why,
                layout,
                rx,
                policy,
                slaves,
                counters,
                count,
                last,
                held,
                texts,
                confirmBy,
                settings,
                statistics);
    }

    /** A link by name and index. */
    public record LinkName(String name, int ifindex) {}

    /**
     * @param present false when the link is gone
     * @param silent no target of the path probe answers on it, whatever its carrier
     * @param refusal why the link stays free, null for a registered slave
     */
    public record SlaveStatus(
            String role,
            String name,
            int ifindex,
            boolean up,
            boolean carrier,
            boolean present,
            boolean silent,
            @Nullable String refusal) {
        boolean isRegistered() {
            return present && refusal == null;
        }
    }

    /**
     * What the master has from its slaves.
     *
     * @param minMtuBytes 0 where there is no limit
     * @param maxMtuBytes 0 where there is no limit
     * @param speedMbits null while it is not known
     * @param duplex {@code half}, {@code full} or {@code unknown}
     */
    public record LinkSettings(
            int minMtuBytes, int maxMtuBytes, @Nullable Integer speedMbits, String duplex) {}

    /** The last change of path. */
    public record Switch(Instant at, String from, String to, String reason) {}
}
