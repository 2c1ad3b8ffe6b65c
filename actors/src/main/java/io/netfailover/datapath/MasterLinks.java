package io.netfailover.datapath;

import io.netfailover.types.IfIndex;

/**
 * The links of a master: the one that users see, the other end of the pair, and the standby.
 *
 * @param idle the master itself where that is no pair
 */
public record MasterLinks(IfIndex master, IfIndex idle, IfIndex standby) {
    public boolean isPair() {
        return !idle.equals(master);
    }
}
