package io.netfailover.actors;

import io.netfailover.netlink.Link;
import io.netfailover.types.LinkKey;
import io.netfailover.types.MacAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A link as status shows it.
 *
 * @param master name of the bridge, bond or kernel master that it belongs to
 * @param role {@code master}, {@code idle}, {@code standby} or {@code primary} of {@code failoverMaster}
 * @param journalled whether its transitions are persisted
 * @param parent the device that it is a function of: {@code 0000:03:10.1}, {@code virtio0}
 */
public record NetdevStatus(
        String name,
        int ifindex,
        String key,
        String kind,
        @Nullable String mac,
        @Nullable String permanentMac,
        int mtuBytes,
        boolean up,
        boolean carrier,
        String operState,
        @Nullable Integer master,
        @Nullable String role,
        @Nullable String failoverMaster,
        boolean journalled,
        String alias,
        List<String> altNames,
        @Nullable String parent) {

    static NetdevStatus of(LinkKey key, Link link, boolean journalled) {
        return new NetdevStatus(
                link.name(),
                link.ifIndex().value(),
                key.toString(),
                link.kind(),
                link.address().map(MacAddress::toString).orElse(null),
                link.permanentAddress().map(MacAddress::toString).orElse(null),
                link.mtuBytes(),
                link.isUp(),
                link.carrier(),
                link.operState().name().toLowerCase(Locale.ROOT),
                link.master().map(index -> index.value()).orElse(null),
                null,
                null,
                journalled,
                link.alias(),
                link.altNames(),
                link.parentDevice().isEmpty() ? null : link.parentDevice());
    }

    NetdevStatus withRole(String newRole, String newFailoverMaster) {
        return new NetdevStatus(
                name,
                ifindex,
                key,
                kind,
                mac,
                permanentMac,
                mtuBytes,
                up,
                carrier,
                operState,
                master,
                newRole,
                newFailoverMaster,
                journalled,
                alias,
                altNames,
                parent);
    }
}
