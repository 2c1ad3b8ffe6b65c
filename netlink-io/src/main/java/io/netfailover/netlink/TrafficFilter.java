package io.netfailover.netlink;

import java.util.List;

/**
 * A filter of whatever kind.
 *
 * @param kind {@code bpf}, {@code u32}, {@code matchall} ...
 * @param priority 1 to 65535; lower ones are asked first
 * @param handle tells filters of one priority apart
 * @param protocol ETH_P_* of the frames that it sees; 3 is every frame
 * @param actions those that give frames to other links, in their order; what else it does is not shown
 */
public record TrafficFilter(String kind, int priority, int handle, int protocol, List<MirredAction> actions) {
    public TrafficFilter {
        actions = List.copyOf(actions);
    }
}
