package io.netfailover.datapath;

import io.netfailover.types.IfIndex;

/**
 * What is to be done at the moment when traffic changes its owner: when a master is made, just before what the standby receives becomes the
 * master's; when it is unmade, as soon as the standby has its name back and receives for itself, and before the master goes. Both links are up
 * if the standby was. Called again when that is repeated after a crash.
 */
@FunctionalInterface
public interface Handover {
    Handover NOTHING = (master, standby) -> {};

    void run(IfIndex master, IfIndex standby);
}
