package io.netfailover.datapath;

import io.netfailover.journal.MasterDefinition;

/** One kind of steering that masters can have. */
@FunctionalInterface
interface ForwardingKind {
    /**
     * Effect: for a master whose links are there; finds again what an earlier daemon left of it.
     *
     * @param alias what is written on the links
     * @param obstacles why no better kind was possible, empty when none was tried
     * @throws SteeringImpossibleException when the kernel lacks something for it
     */
    Forwarding open(LinkWork work, MasterLinks links, MasterAlias alias, MasterDefinition definition, String obstacles);
}
