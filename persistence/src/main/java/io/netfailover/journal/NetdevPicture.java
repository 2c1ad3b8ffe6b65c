package io.netfailover.journal;

import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import io.netfailover.types.MacAddress;
import java.util.Optional;

/**
 * What the journal remembers of a link.
 *
 * @param mtuBytes IFLA_MTU
 * @param up IFF_UP
 * @param carrier IFLA_CARRIER
 * @param master the bridge, bond or kernel master that it belongs to (IFLA_MASTER)
 * @param kind IFLA_INFO_KIND, empty for a physical device
 */
public record NetdevPicture(
        LinkKey key,
        String name,
        Optional<MacAddress> address,
        Optional<MacAddress> permanentAddress,
        int mtuBytes,
        boolean up,
        boolean carrier,
        Optional<IfIndex> master,
        String kind) {}
