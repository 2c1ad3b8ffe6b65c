package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.net.InetAddress;

/**
 * An IP address of a link, RTM_NEWADDR ({@code struct ifaddrmsg}, linux/if_addr.h).
 *
 * @param address the link's own: IFA_LOCAL where there is one (point-to-point links have the other side's in IFA_ADDRESS)
 * @param prefixLength 0 to 32 or 128
 * @param scope RT_SCOPE_*: 0 universe, 253 link, 254 host
 * @param flags IFA_F_*
 */
public record InterfaceAddress(IfIndex ifIndex, InetAddress address, int prefixLength, int scope, int flags) {
    /** RT_SCOPE_LINK, linux/rtnetlink.h. */
    public static final int RT_SCOPE_LINK = 253;

    /** As {@code ip address} writes it: {@code 10.0.0.1/24}. */
    public String text() {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
