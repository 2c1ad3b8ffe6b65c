/** Moving VMs: the steps of a migration with their checks and undo, the network of a host as they need it, and the pool of VFs. */
@NullMarked
package io.netfailover.migration;

import org.jspecify.annotations.NullMarked;
