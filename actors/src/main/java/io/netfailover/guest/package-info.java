/**
 * What a guest's network daemons must know of failover masters: files that keep them off the slaves, their installation, and what in a
 * guest's configuration works against it. Plain files and the JDK: the command line does this without a daemon.
 */
@NullMarked
package io.netfailover.guest;

import org.jspecify.annotations.NullMarked;
