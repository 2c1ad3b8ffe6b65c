package io.netfailover.netlink;

import static io.netfailover.netlink.LinkAttribute.IFLA_INFO_DATA;
import static io.netfailover.netlink.LinkAttribute.IFLA_INFO_SLAVE_DATA;

import io.netfailover.os.NetworkNamespace;
import io.netfailover.types.IfIndex;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes and changes links beyond what every master needs (that is in {@link RouteSocket}, whose lock and namespace these share). Every
 * method throws {@link NetlinkException} when the kernel refuses.
 */
public final class LinkOperations {
    private final RouteSocket route;
    private final Conversation kernel;

    LinkOperations(RouteSocket route, Conversation kernel) {
        this.route = route;
        this.kernel = kernel;
    }

    /** Makes a link, which is down then. */
    public Link create(NewLink link) {
        Supplier<String> operation = () -> "create " + link.kind() + " " + link.name();
        synchronized (route) {
            LinkRequests.create(kernel.request(), link);
            kernel.execute(operation);
            return route.link(link.name())
                    .orElseThrow(() -> NetlinkException.invalid(operation.get(), "it is gone again"));
        }
    }

    public void setBridge(IfIndex bridge, BridgeSettings settings) {
        synchronized (route) {
            LinkRequests.kindData(kernel.request(), bridge, "bridge", IFLA_INFO_DATA, settings.attributes());
            kernel.execute(() -> "change bridge " + route.nameOf(bridge));
        }
    }

    public void setBond(IfIndex bond, BondSettings settings) {
        synchronized (route) {
            LinkRequests.kindData(kernel.request(), bond, "bond", IFLA_INFO_DATA, settings.attributes());
            kernel.execute(() -> "change bond " + route.nameOf(bond));
        }
    }

    /** @param priority the slave with the highest is chosen when the active one fails; since Linux 6.0 */
    public void setBondSlavePriority(IfIndex slave, int priority) {
        AttributeList data = AttributeList.EMPTY.u32(BondSlaveData.IFLA_BOND_SLAVE_PRIO, priority);
        synchronized (route) {
            LinkRequests.kindData(kernel.request(), slave, "bond_slave", IFLA_INFO_SLAVE_DATA, data);
            kernel.execute(() -> "set priority of bond slave " + route.nameOf(slave) + " to " + priority);
        }
    }

    /** A bond takes only links that are down. */
    public void setMaster(IfIndex link, IfIndex master) {
        synchronized (route) {
            LinkRequests.master(kernel.request(), link, master);
            kernel.execute(() -> "make " + route.nameOf(link) + " a port of " + route.nameOf(master));
        }
    }

    /** No error when it has none. */
    public void removeMaster(IfIndex link) {
        synchronized (route) {
            LinkRequests.noMaster(kernel.request(), link);
            kernel.execute(() -> "free " + route.nameOf(link) + " from its master");
        }
    }

    /** @param group 0 for the default group */
    public void setGroup(IfIndex link, int group) {
        synchronized (route) {
            LinkRequests.group(kernel.request(), link, group);
            kernel.execute(() -> "put " + route.nameOf(link) + " into group " + group);
        }
    }

    public void setTxQueueLength(IfIndex link, int frames) {
        synchronized (route) {
            LinkRequests.txQueueLength(kernel.request(), link, frames);
            kernel.execute(() -> "set transmit queue of " + route.nameOf(link) + " to " + frames + " frames");
        }
    }

    /**
     * How much is handed to the link at once; what its driver cannot cut up itself, the kernel does.
     *
     * @param maxSizeBytes at most what the device can ({@link OffloadLimits#tsoMaxSize})
     * @param maxSegments likewise
     */
    public void setGsoLimits(IfIndex link, int maxSizeBytes, int maxSegments) {
        synchronized (route) {
            LinkRequests.gsoLimits(kernel.request(), link, maxSizeBytes, maxSegments);
            kernel.execute(() -> "limit segmentation offload of " + route.nameOf(link) + " to " + maxSizeBytes
                    + " bytes and " + maxSegments + " segments");
        }
    }

    public void setPromiscuous(IfIndex link, boolean on) {
        setFlag(link, Link.IFF_PROMISC, on, "promiscuous mode");
    }

    public void setMulticast(IfIndex link, boolean on) {
        setFlag(link, Link.IFF_MULTICAST, on, "multicast");
    }

    public void setAllMulticast(IfIndex link, boolean on) {
        setFlag(link, Link.IFF_ALLMULTI, on, "reception of all multicast");
    }

    private void setFlag(IfIndex link, int flag, boolean on, String what) {
        synchronized (route) {
            LinkRequests.flags(kernel.request(), link, on ? flag : 0, flag);
            kernel.execute(() -> "turn " + what + " of " + route.nameOf(link) + (on ? " on" : " off"));
        }
    }

    /** The link is down there, and has lost its addresses and its master. Its index stays if nobody has it there. */
    public void moveTo(IfIndex link, NetworkNamespace namespace) {
        namespace.withDescriptor(fd -> {
            synchronized (route) {
                LinkRequests.netnsByDescriptor(kernel.request(), link, fd);
                kernel.execute(() -> "move " + route.nameOf(link) + " to namespace " + namespace);
            }
        });
    }

    /** As {@link #moveTo}, into the namespace of a process. */
    public void moveToProcess(IfIndex link, int pid) {
        synchronized (route) {
            LinkRequests.netnsOfProcess(kernel.request(), link, pid);
            kernel.execute(() -> "move " + route.nameOf(link) + " to the namespace of process " + pid);
        }
    }

    /**
     * What a PF has set for its VFs; none for a link that is no PF, or that does not exist.
     *
     * @throws NetlinkException when the kernel could not tell about all
     */
    public List<VirtualFunction> virtualFunctions(IfIndex pf) {
        Optional<LinkDetails> details = route.details(pf);
        if (details.isPresent() && details.get().virtualFunctionsAreTruncated()) {
            throw NetlinkException.malformed("list of the VFs of " + route.nameOf(pf) + " is cut off");
        }
        return details.map(LinkDetails::virtualFunctions).orElse(List.of());
    }

    /**
     * Sets what a VF may and has, and reads it back.
     *
     * @param vf 0 to the number of VFs - 1
     * @return the VF as it is then
     * @throws NetlinkException when the kernel or the driver refuses (what stands before that in {@link VfSettings} may be set then), or
     *     when the driver agrees and does something else
     */
    public VirtualFunction setVf(IfIndex pf, int vf, VfSettings settings) {
        synchronized (route) {
            VfSettings complete =
                    settings.needsTheOtherRate() ? settings.withOtherRateOf(existingVf(pf, vf)) : settings;
            VfRequests.set(kernel.request(), pf, vf, complete);
            kernel.execute(() -> "set VF " + vf + " of " + route.nameOf(pf));
            VirtualFunction now = existingVf(pf, vf);
            List<String> differences = VfReadBack.differences(complete, now);
            if (!differences.isEmpty()) {
                throw NetlinkException.notTaken(
                        "set VF " + vf + " of " + route.nameOf(pf), String.join(", ", differences));
            }
            return now;
        }
    }

    private VirtualFunction existingVf(IfIndex pf, int vf) {
        return virtualFunctions(pf).stream()
                .filter(function -> function.index() == vf)
                .findFirst()
                .orElseThrow(() ->
                        NetlinkException.invalid("read VF " + vf + " of " + route.nameOf(pf), "there is no such VF"));
    }
}
