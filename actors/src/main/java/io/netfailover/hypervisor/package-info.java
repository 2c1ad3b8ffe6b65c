/** VMs of this host: what is really so, and what moves them. libvirt's and QEMU's own words end here. */
@NullMarked
package io.netfailover.hypervisor;

import org.jspecify.annotations.NullMarked;
