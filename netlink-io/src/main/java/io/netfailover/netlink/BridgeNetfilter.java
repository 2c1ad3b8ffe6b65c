package io.netfailover.netlink;

import java.util.Optional;

/** Whether bridged frames pass iptables, ip6tables and arptables. A kernel without CONFIG_BRIDGE_NETFILTER has none of it. */
public record BridgeNetfilter(boolean iptables, boolean ip6tables, boolean arptables) {
    private static final int IFLA_BR_NF_CALL_IPTABLES = 36;
    private static final int IFLA_BR_NF_CALL_IP6TABLES = 37;
    private static final int IFLA_BR_NF_CALL_ARPTABLES = 38;

    static Optional<BridgeNetfilter> decode(AttributeSet data) {
        return data.map(IFLA_BR_NF_CALL_IPTABLES, AttributeReader::u8)
                .map(iptables -> new BridgeNetfilter(
                        iptables != 0, data.flag(IFLA_BR_NF_CALL_IP6TABLES), data.flag(IFLA_BR_NF_CALL_ARPTABLES)));
    }
}
