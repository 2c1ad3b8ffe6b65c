/**
 * Definitions of VMs as files: the rules that a failover pair has in libvirt's XML, and the editing that makes a pair. It depends on the JDK
 * and {@code io.netfailover.types} alone, since the command line uses it without a daemon.
 */
@NullMarked
package io.netfailover.hypervisor.domainxml;

import org.jspecify.annotations.NullMarked;
