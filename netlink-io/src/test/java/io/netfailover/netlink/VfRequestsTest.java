package io.netfailover.netlink;

import static io.netfailover.netlink.Captured.assertSame;
import static io.netfailover.netlink.Captured.linkOf;

import io.netfailover.types.MacAddress;
import org.junit.jupiter.api.Test;

/** {@code ip link set PF vf N}, of which strace shows the bytes although the kernel here has no VFs. */
final class VfRequestsTest {
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:21");
    private static final int VF = 3;

    private final RequestWriter writer = new RequestWriter();

    @Test
    void addressIsSetAsByIproute2() {
        assertSameVf("vf-mac", VfSettings.none().withAddress(MAC));
    }

    @Test
    void vlanIsSetAsByIproute2() {
        assertSameVf("vf-vlan", VfSettings.none().withVlan(VfVlan.of(100)));
        assertSameVf("vf-vlan-qos", VfSettings.none().withVlan(new VfVlan(100, 5, VfVlan.ETH_P_8021Q)));
        assertSameVf("vf-no-vlan", VfSettings.none().withVlan(VfVlan.NONE));
    }

    @Test
    void vlanOfAnotherProtocolIsSetAsByIproute2() {
        assertSameVf("vf-vlan-802.1ad", VfSettings.none().withVlan(new VfVlan(100, 5, VfVlan.ETH_P_8021AD)));
    }

    @Test
    void ratesAreSetAsByIproute2() {
        assertSameVf("vf-rates", VfSettings.none().withMinTxRateMbps(200).withMaxTxRateMbps(1000));
    }

    @Test
    void permissionsAreSetAsByIproute2() {
        assertSameVf("vf-spoofchk-on", VfSettings.none().withSpoofCheck(true));
        assertSameVf("vf-spoofchk-off", VfSettings.none().withSpoofCheck(false));
        assertSameVf("vf-trust-on", VfSettings.none().withTrusted(true));
        assertSameVf("vf-query-rss-on", VfSettings.none().withRssQuery(true));
    }

    @Test
    void linkStateIsSetAsByIproute2() {
        assertSameVf("vf-state-auto", VfSettings.none().withLinkState(VfLinkState.AUTO));
        assertSameVf("vf-state-enable", VfSettings.none().withLinkState(VfLinkState.ENABLE));
        assertSameVf("vf-state-disable", VfSettings.none().withLinkState(VfLinkState.DISABLE));
    }

    @Test
    void allAtOnceIsSetAsByIproute2() {
        assertSameVf(
                "vf-everything",
                VfSettings.none()
                        .withAddress(MAC)
                        .withVlan(new VfVlan(100, 5, VfVlan.ETH_P_8021Q))
                        .withSpoofCheck(true)
                        .withRssQuery(true)
                        .withTrusted(true)
                        .withLinkState(VfLinkState.ENABLE)
                        .withMinTxRateMbps(200)
                        .withMaxTxRateMbps(1000));
    }

    private void assertSameVf(String captured, VfSettings settings) {
        assertSame(captured, VfRequests.set(writer, linkOf(captured), VF, settings));
    }
}
