package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.util.Set;

/**
 * A link as port of a bridge.
 *
 * @param cost of the path, for spanning tree
 * @param priority 0 to 63
 * @param flags those that are on; a flag that the kernel does not know is off
 */
public record BridgePort(
        IfIndex link, IfIndex bridge, PortState state, int cost, int priority, Set<BridgePortFlag> flags) {
    public BridgePort {
        flags = Set.copyOf(flags);
    }

    public boolean is(BridgePortFlag flag) {
        return flags.contains(flag);
    }
}
