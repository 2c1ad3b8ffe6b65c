package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.MigrationTarget;

/**
 * The libvirt of this host.
 *
 * @param uri by which this host reaches it, as {@code qemu:///system}
 * @param target by which the libvirtd of another host reaches it, and where memory is sent
 * @param vf how VFs are plugged in
 */
public record LibvirtSettings(String uri, MigrationTarget target, VfTemplate vf) {}
