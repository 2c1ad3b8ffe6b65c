package io.netfailover.hypervisor;

import io.netfailover.types.MacAddress;
import io.netfailover.types.VfRef;

/**
 * A VF to be plugged into a VM.
 *
 * @param alias the same for the life of the VM's process
 * @param standbyAlias the NIC that it is the primary of
 */
public record VfNic(String alias, String standbyAlias, MacAddress mac, VfRef vf) {}
