package io.netfailover.hypervisor.qmp;

import java.nio.file.Path;
import java.util.List;

/**
 * What this host's configuration says of VMs without libvirt.
 *
 * @param directory for the numbers and the messages of the QEMUs that we launch; it must not outlive a boot, as {@code /run/netfailover}
 * @param address where migrations are awaited, as other hosts reach it
 * @param firstPort 1024 to 65535
 * @param lastPort not below {@code firstPort}; as many VMs can be awaited at once as there are ports
 */
public record QmpSettings(List<QemuDomain> domains, Path directory, String address, int firstPort, int lastPort) {
    public QmpSettings {
        domains = List.copyOf(domains);
        if (firstPort < 1024 || lastPort > 65535 || lastPort < firstPort) {
            throw new IllegalArgumentException("ports for migrations are " + firstPort + " to " + lastPort
                    + ", not two of 1024 to 65535 in order");
        }
    }
}
