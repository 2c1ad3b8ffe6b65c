package io.netfailover.journal;

import java.util.List;

/**
 * All that a step needs to know; each step may find out more and hands the plan on.
 *
 * @param pairs all failover pairs of the VM; empty until the source has been checked
 * @param targetUri where the hypervisor sends the domain; empty until the destination expects it
 * @param targetDataUri where the memory goes when that is another way, else empty
 */
public record MigrationPlan(MigrationOrder order, List<MigrationPair> pairs, String targetUri, String targetDataUri) {
    public MigrationPlan {
        pairs = List.copyOf(pairs);
    }

    public static MigrationPlan of(MigrationOrder order) {
        return new MigrationPlan(order, List.of(), "", "");
    }

    public MigrationPlan withPairs(List<MigrationPair> value) {
        return new MigrationPlan(order, value, targetUri, targetDataUri);
    }

    public MigrationPlan withTarget(String uri, String dataUri) {
        return new MigrationPlan(order, pairs, uri, dataUri);
    }
}
