package io.netfailover.hypervisor;

import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import java.util.Optional;

/**
 * A network device of a running VM.
 *
 * @param alias libvirt's alias, or QEMU's device id
 * @param model {@code virtio}, {@code hostdev}, {@code vmxnet3} ...
 * @param hostLink the link at the host's end: the tap; empty for a passed-through function
 * @param vf the passed-through function
 * @param linkUp the carrier that the hypervisor gives it
 * @param pairOf for the transient half of a teaming pair, the alias of its persistent half
 * @param failover whether it is the persistent half of a pair (STANDBY is offered to the guest)
 */
public record Nic(
        String alias,
        String model,
        MacAddress mac,
        Optional<String> hostLink,
        Optional<PciAddress> vf,
        boolean linkUp,
        Optional<String> pairOf,
        boolean failover) {}
