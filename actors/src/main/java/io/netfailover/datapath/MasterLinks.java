package io.netfailover.datapath;

import io.netfailover.types.IfIndex;

/** The links of a master: the end that users see, the other end of the pair, and the standby. */
public record MasterLinks(IfIndex master, IfIndex idle, IfIndex standby) {}
