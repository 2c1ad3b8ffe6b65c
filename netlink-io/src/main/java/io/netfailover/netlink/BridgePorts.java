package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.util.List;
import java.util.Optional;

/** Settings of links as ports of bridges, as {@code bridge link} shows and changes them. */
public final class BridgePorts {
    private final Exchange kernel;

    BridgePorts(Exchange kernel) {
        this.kernel = kernel;
    }

    /** The ports of all bridges. */
    public List<BridgePort> list() {
        return kernel.dump(
                () -> "list bridge ports",
                BridgeMessage::dumpPorts,
                LinkAttribute.RTM_NEWLINK,
                BridgeMessage::decodePort);
    }

    /** Empty when the link is no bridge port. */
    public Optional<BridgePort> find(IfIndex link) {
        return list().stream().filter(port -> port.link().equals(link)).findFirst();
    }

    /** @throws NetlinkException EOPNOTSUPP when the link is no bridge port */
    public void change(IfIndex link, BridgePortChange change) {
        kernel.execute(
                () -> "change " + kernel.nameOf(link) + " as bridge port",
                request -> BridgeMessage.change(request, link, change));
    }
}
