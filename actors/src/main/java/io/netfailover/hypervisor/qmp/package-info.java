/** VMs without libvirt: QEMU's machine protocol over Unix sockets, and the processes that it is spoken with. */
@NullMarked
package io.netfailover.hypervisor.qmp;

import org.jspecify.annotations.NullMarked;
