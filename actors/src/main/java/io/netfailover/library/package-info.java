/** Failover masters for other programs, without daemon, journal or actors. */
@NullMarked
package io.netfailover.library;

import org.jspecify.annotations.NullMarked;
