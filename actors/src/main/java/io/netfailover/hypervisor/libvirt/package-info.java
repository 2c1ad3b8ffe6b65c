/**
 * libvirt by JNR-FFI on libvirt.so.0. Pointers, error numbers and XML end here. Nothing of it is loaded before the first
 * {@link io.netfailover.hypervisor.libvirt.LibvirtHypervisor} is made, so a host without libvirt can do without.
 */
@NullMarked
package io.netfailover.hypervisor.libvirt;

import org.jspecify.annotations.NullMarked;
