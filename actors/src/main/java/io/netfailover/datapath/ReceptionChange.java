package io.netfailover.datapath;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What to change on a slave so that it lets in what its master wants, and keeps what others gave it (NF-14, NF-24).
 *
 * @param ours what the slave has from us afterwards
 */
record ReceptionChange(Set<Reception> add, Set<Reception> remove, Set<Reception> ours) {

    /**
     * @param wanted what the master lets in
     * @param has what the slave was given by hand, by us or by others
     * @param gave what we gave it; empty when that is not known, as after a restart: then what both have is ours
     */
    static ReceptionChange between(Set<Reception> wanted, Set<Reception> has, Optional<Set<Reception>> gave) {
        Set<Reception> known = gave.orElse(both(wanted, has));
        Set<Reception> add = without(wanted, has);
        Set<Reception> ours = both(known, both(wanted, has));
        ours.addAll(add);
        return new ReceptionChange(add, without(both(known, has), wanted), ours);
    }

    private static Set<Reception> both(Set<Reception> some, Set<Reception> others) {
        Set<Reception> both = new HashSet<>(some);
        both.retainAll(others);
        return both;
    }

    private static Set<Reception> without(Set<Reception> some, Set<Reception> others) {
        Set<Reception> rest = new HashSet<>(some);
        rest.removeAll(others);
        return rest;
    }
}
