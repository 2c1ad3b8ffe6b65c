/** The actor system {@code fleet}: how the hosts that migrate VMs to each other find and hear each other. */
@NullMarked
package io.netfailover.actors.fleet;

import org.jspecify.annotations.NullMarked;
