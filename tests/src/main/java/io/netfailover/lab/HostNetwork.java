package io.netfailover.lab;

import io.netfailover.netlink.FdbEntry;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.NetworkNamespace;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;

/** What a host does for a VM's address, by hand: the steps of a migration without the product that makes them. */
public final class HostNetwork implements AutoCloseable {
    private final QemuHost host;
    private final RouteSocket kernel;
    private final FdbEntry onUplinkVf;
    private final FdbEntry onTap;

    public HostNetwork(QemuHost host, MacAddress mac) {
        this.host = host;
        this.kernel = RouteSocket.openIn(NetworkNamespace.named(host.namespace().name()));
        this.onUplinkVf = FdbEntry.onLink(index(QemuHost.UPLINK_VF), mac);
        this.onTap = FdbEntry.onBridgePort(index(QemuHost.TAP), mac).asSticky();
    }

    private IfIndex index(String link) {
        return kernel.link(link)
                .orElseThrow(() -> new LabException(host.namespace().name() + " has no link " + link))
                .ifIndex();
    }

    /** The standby's way: into the uplink VF, and through the bridge to the tap. */
    public void feedStandby() {
        kernel.fdb().add(onUplinkVf);
        kernel.fdb().replace(onTap);
    }

    public void starveStandby() {
        kernel.fdb().delete(onUplinkVf);
        kernel.fdb().delete(onTap);
    }

    /** The VF's way: {@code ip link set PF vf 1 mac}. */
    public void feedVf(MacAddress mac) {
        VfFile.setMac(host.admin(), QemuHost.PF, QemuHost.GUEST_VF, mac);
    }

    public void starveVf() {
        feedVf(VfFile.NO_MAC);
    }

    @Override
    public void close() {
        kernel.close();
    }
}
