package io.netfailover.actors;

import io.netfailover.journal.MasterState.Active;
import io.netfailover.journal.MasterState.Slave;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import java.util.Optional;

/** The next step towards the right primary (NF-05 to NF-08, NF-11), as a pure function of what is journalled, seen and done. */
final class PrimarySearch {
    /** What to do next; after it the question is asked again. */
    sealed interface Step {}

    /** The journalled primary's link is gone. */
    record Release(Slave primary) implements Step {}

    /** Register that link; after a restart also the journalled one, to make sure of its program and slot. */
    record Take(Link link) implements Step {}

    record Refuse(Link link, String reason) implements Step {}

    private PrimarySearch() {}

    /**
     * @param taken the primary that was registered since the daemon started
     * @return empty when all is as it should be
     */
    static Optional<Step> next(Active active, Optional<IfIndex> taken, MasterView view, HostIdentity identity) {
        Optional<Link> present = present(active, view, identity);
        if (active.primary().isPresent() && present.isEmpty()) {
            return active.primary().map(Release::new);
        } else if (present.isPresent() && !taken.equals(present.map(Link::ifIndex))) {
            return present.map(Take::new);
        }
        for (Link candidate : view.candidates(active.definition())) {
            boolean isPrimary = present.filter(link -> link.ifIndex().equals(candidate.ifIndex()))
                    .isPresent();
            if (!isPrimary && !view.isRefused(candidate)) {
                Step step = view.objection(candidate, active)
                        .<Step>map(reason -> new Refuse(candidate, reason))
                        .orElseGet(() -> new Take(candidate));
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    /** The journalled primary, when that very link still exists. */
    static Optional<Link> present(Active active, MasterView view, HostIdentity identity) {
        return active.primary()
                .map(Slave::key)
                .filter(key -> identity.key(key.ifIndex()).equals(key))
                .map(LinkKey::ifIndex)
                .flatMap(view::link);
    }
}
