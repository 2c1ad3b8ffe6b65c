package io.netfailover.netlink;

import io.netfailover.types.MacAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to set for a VF on its PF; what is empty stays as it is. Drivers differ in what they take: what they refuse is refused, what they
 * take and ignore is noticed by reading back.
 *
 * @param address zero lets the VF choose; some drivers refuse that
 * @param minTxRateMbps 0 for none
 * @param maxTxRateMbps 0 for none
 */
public record VfSettings(
        Optional<MacAddress> address,
        Optional<VfVlan> vlan,
        OptionalInt minTxRateMbps,
        OptionalInt maxTxRateMbps,
        Optional<Boolean> spoofCheck,
        Optional<Boolean> trusted,
        Optional<Boolean> rssQuery,
        Optional<VfLinkState> linkState) {
    private static final VfSettings NONE = new VfSettings(
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public static VfSettings none() {
        return NONE;
    }

    /** All that a VF has, as far as its driver tells: what brings it back to where it was. */
    public static VfSettings of(VirtualFunction vf) {
        return new VfSettings(
                Optional.of(vf.address()),
                Optional.of(vf.vlan()),
                OptionalInt.of(vf.minTxRateMbps()),
                OptionalInt.of(vf.maxTxRateMbps()),
                vf.spoofCheck(),
                vf.trusted(),
                vf.rssQuery(),
                Optional.of(vf.linkState()));
    }

    public VfSettings withAddress(MacAddress value) {
        return new VfSettings(
                Optional.of(value), vlan, minTxRateMbps, maxTxRateMbps, spoofCheck, trusted, rssQuery, linkState);
    }

    public VfSettings withVlan(VfVlan value) {
        return new VfSettings(
                address, Optional.of(value), minTxRateMbps, maxTxRateMbps, spoofCheck, trusted, rssQuery, linkState);
    }

    public VfSettings withMinTxRateMbps(int value) {
        return new VfSettings(
                address, vlan, OptionalInt.of(value), maxTxRateMbps, spoofCheck, trusted, rssQuery, linkState);
    }

    public VfSettings withMaxTxRateMbps(int value) {
        return new VfSettings(
                address, vlan, minTxRateMbps, OptionalInt.of(value), spoofCheck, trusted, rssQuery, linkState);
    }

    public VfSettings withSpoofCheck(boolean value) {
        return new VfSettings(
                address, vlan, minTxRateMbps, maxTxRateMbps, Optional.of(value), trusted, rssQuery, linkState);
    }

    public VfSettings withTrusted(boolean value) {
        return new VfSettings(
                address, vlan, minTxRateMbps, maxTxRateMbps, spoofCheck, Optional.of(value), rssQuery, linkState);
    }

    public VfSettings withRssQuery(boolean value) {
        return new VfSettings(
                address, vlan, minTxRateMbps, maxTxRateMbps, spoofCheck, trusted, Optional.of(value), linkState);
    }

    public VfSettings withLinkState(VfLinkState value) {
        return new VfSettings(
                address, vlan, minTxRateMbps, maxTxRateMbps, spoofCheck, trusted, rssQuery, Optional.of(value));
    }

    /** Whether one of the rates is set without the other; the kernel takes only both (IFLA_VF_RATE). */
    boolean needsTheOtherRate() {
        return minTxRateMbps.isPresent() != maxTxRateMbps.isPresent();
    }

    /** With the rates that {@code now} has where none are asked for. */
    VfSettings withOtherRateOf(VirtualFunction now) {
        return withMinTxRateMbps(minTxRateMbps.orElse(now.minTxRateMbps()))
                .withMaxTxRateMbps(maxTxRateMbps.orElse(now.maxTxRateMbps()));
    }
}
