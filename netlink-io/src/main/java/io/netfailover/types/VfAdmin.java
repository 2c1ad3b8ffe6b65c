package io.netfailover.types;

import java.util.Optional;

/**
 * What a host sets for a VF on its PF, as {@code ip link set PF vf N} does; it travels with the VM. What a driver does not tell is empty.
 *
 * @param mac zero lets the VF choose
 * @param vlan 0 for none
 * @param qos 0 to 7
 * @param vlanProtocol {@code 802.1Q} or {@code 802.1ad}
 * @param minTxRateMbps 0 for none
 * @param maxTxRateMbps 0 for none
 * @param linkState {@code auto}, {@code enable} or {@code disable}
 */
public record VfAdmin(
        MacAddress mac,
        int vlan,
        int qos,
        String vlanProtocol,
        int minTxRateMbps,
        int maxTxRateMbps,
        Optional<Boolean> spoofCheck,
        Optional<Boolean> trust,
        String linkState) {
    public VfAdmin withMac(MacAddress value) {
        return new VfAdmin(value, vlan, qos, vlanProtocol, minTxRateMbps, maxTxRateMbps, spoofCheck, trust, linkState);
    }
}
