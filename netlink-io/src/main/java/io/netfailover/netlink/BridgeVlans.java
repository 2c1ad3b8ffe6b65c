package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.util.List;

/**
 * The VLANs that bridge ports let through, as {@code bridge vlan} shows and changes them. A kernel without CONFIG_BRIDGE_VLAN_FILTERING shows
 * none and ignores or refuses changes, so read back.
 */
public final class BridgeVlans {
    private final Exchange kernel;

    BridgeVlans(Exchange kernel) {
        this.kernel = kernel;
    }

    /** @param link a bridge port, or a bridge for itself */
    public record OfLink(IfIndex link, List<VlanRange> vlans) {
        public OfLink {
            vlans = List.copyOf(vlans);
        }
    }

    /** Links that have some. */
    public List<OfLink> list() {
        return kernel.dump(
                () -> "list bridge VLANs",
                BridgeMessage::dumpVlans,
                LinkAttribute.RTM_NEWLINK,
                BridgeMessage::decodeVlans);
    }

    public List<VlanRange> listOf(IfIndex link) {
        return list().stream()
                .filter(found -> found.link().equals(link))
                .flatMap(found -> found.vlans().stream())
                .toList();
    }

    public void add(IfIndex port, VlanRange vlans) {
        add(port, vlans, false);
    }

    /** For the bridge itself, which is no port: what reaches the host. */
    public void addToBridge(IfIndex bridge, VlanRange vlans) {
        add(bridge, vlans, true);
    }

    public void delete(IfIndex port, VlanRange vlans) {
        delete(port, vlans, false);
    }

    public void deleteFromBridge(IfIndex bridge, VlanRange vlans) {
        delete(bridge, vlans, true);
    }

    private void add(IfIndex link, VlanRange vlans, boolean self) {
        kernel.execute(
                () -> "add VLAN " + vlans.text() + " to " + kernel.nameOf(link),
                request -> BridgeMessage.addVlans(request, link, vlans, self));
    }

    private void delete(IfIndex link, VlanRange vlans, boolean self) {
        kernel.execute(
                () -> "delete VLAN " + vlans.text() + " of " + kernel.nameOf(link),
                request -> BridgeMessage.deleteVlans(request, link, vlans, self));
    }
}
