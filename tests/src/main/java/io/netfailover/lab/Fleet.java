package io.netfailover.lab;

import io.netfailover.types.DomainName;
import io.netfailover.types.MacAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Two hosts, hv1 and hv2, with a daemon each, and a VM that runs on the one or the other. Hosts are 0 and 1. */
public interface Fleet extends AutoCloseable {
    DomainName domain();

    /** Of the VM's first pair. */
    MacAddress mac();

    /** Whether that daemon is ready and sees both. */
    boolean isUp(int host);

    HostDaemon daemon(int host);

    Database database();

    HostPlace place(int host);

    /** QEMUs alone; everything else that runs there is not among them. */
    List<ProcessHandle> qemus(int host);

    /** The libvirtd of a host, where VMs are under one. */
    Optional<LibvirtHost> libvirtd(int host);

    /** Cuts or mends what connects the daemons, their database and the moves of VMs. */
    void setNetwork(boolean up);

    /** What is to be seen of the VM on a host. */
    HostPicture picture(int host);

    /** What is wrong with a VM that should run on that host and use its VFs, by the words of hypervisor and guest. */
    List<String> objections(int host);

    /** One for each network of the VM. */
    List<GuestProbe> probes(int perSecond);

    /** What programs of a host and the guest have written, for whoever has to find out why; some may not be there. */
    List<Path> logs(int host);

    /** One line for each thing of it that is still there; for after {@link #close}. */
    List<String> leftovers();

    @Override
    void close();
}
