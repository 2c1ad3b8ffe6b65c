package io.netfailover.migration;

import io.netfailover.journal.VfHolding;
import io.netfailover.types.VfRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The VF pool as one attempt of a step sees it, and what that attempt wants to be different. It becomes true when the host's agent has
 * journalled it, together with the end of the step.
 */
public final class VfClaims {
    private final List<String> pfs;
    private final List<VfHolding> holdings;
    private final List<VfHolding> held = new ArrayList<>();
    private final List<VfRef> released = new ArrayList<>();

    /**
     * @param pfs whose VFs are in the pool
     * @param holdings when the attempt began
     */
    public VfClaims(List<String> pfs, List<VfHolding> holdings) {
        this.pfs = List.copyOf(pfs);
        this.holdings = List.copyOf(holdings);
    }

    List<String> pfs() {
        return pfs;
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
