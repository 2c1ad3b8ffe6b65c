package io.netfailover.lab;

import io.netfailover.types.MacAddress;
import java.nio.file.Path;

/**
 * Where a migration changes something on a host, besides the VM itself.
 *
 * @param uplink the uplink VF, a port of the host's bridge
 * @param firstVf of those that VMs may have
 * @param admin the folder where files stand for what the PF's driver keeps of its VFs
 */
public record HostPlace(LabNamespace namespace, String uplink, String pf, int firstVf, Path admin) {
    /** As somebody would leave it behind: an FDB entry on the uplink VF. */
    public void addEntry(MacAddress mac) {
        Command.run("bridge", "-n", namespace.name(), "fdb", "add", mac.toString(), "dev", uplink, "self", "permanent")
                .orFail();
    }

    /** As somebody would leave it behind: a VF that claims an address. */
    public void claim(MacAddress mac) {
        VfFile.setMac(admin, pf, firstVf, mac);
    }
}
