package io.netfailover.migration;

import io.netfailover.journal.VfHolding;
import io.netfailover.types.VfRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The VF pool as one attempt of a step sees it, and what that attempt wants to be different. It becomes true when the host's agent has
 * journalled it, together with the end of the step.
 */
public final class VfClaims {
    private final Map<String, VfIndices> pools;
    private final List<VfHolding> holdings;
    private final List<VfHolding> held = new ArrayList<>();
    private final List<VfRef> released = new ArrayList<>();

    /**
     * @param pools which VFs of which PFs VMs may have
     * @param holdings when the attempt began
     */
    public VfClaims(Map<String, VfIndices> pools, List<VfHolding> holdings) {
        this.pools = Map.copyOf(pools);
        this.holdings = List.copyOf(holdings);
    }

    /** The PFs of the pool, in order. */
    List<String> pfs() {
        return pools.keySet().stream().sorted().toList();
    }

    /** The VFs of a PF that are in the pool, in order. */
    List<VfRef> functionsOf(String pf, HostNetwork network) {
        VfIndices indices = pools.get(pf);
        return indices == null ? List.of() : indices.of(network.functionsOf(pf));
    }

    Optional<VfHolding> holding(VfRef vf) {
        return holdings.stream().filter(holding -> holding.vf().equals(vf)).findFirst();
    }

    /** What {@code by} holds already, in order. */
    List<VfRef> heldBy(String by) {
        return holdings.stream()
                .filter(holding -> holding.by().equals(by))
                .map(VfHolding::vf)
                .toList();
    }

    boolean isFree(VfRef vf) {
        return holding(vf).isEmpty()
                && held.stream().noneMatch(holding -> holding.vf().equals(vf));
    }

    void hold(VfRef vf, String by, boolean inUse) {
        VfHolding wanted = new VfHolding(vf, by, inUse);
        if (!holding(vf).equals(Optional.of(wanted))) {
            held.add(wanted);
        }
    }

    void release(VfRef vf, String by) {
        if (holding(vf).filter(holding -> holding.by().equals(by)).isPresent()) {
            released.add(vf);
        }
    }

    /** To be journalled as held. */
    public List<VfHolding> held() {
        return List.copyOf(held);
    }

    /** To be journalled as released. */
    public List<VfRef> released() {
        return List.copyOf(released);
    }
}
