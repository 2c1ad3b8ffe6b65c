package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.net.InetAddress;
import java.util.Optional;

/**
 * One of the ways of a multipath route, {@code struct rtnexthop} of linux/rtnetlink.h.
 *
 * @param weight 1 to 256
 * @param flags RTNH_F_*; {@link Route#RTNH_F_ONLINK} is the only one that users set
 */
public record NextHop(Optional<InetAddress> gateway, Optional<IfIndex> link, int weight, int flags) {}
