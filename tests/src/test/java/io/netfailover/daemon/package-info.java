/** The daemon of the build in a lab: restart, reboot, JMX. */
@NullMarked
package io.netfailover.daemon;

import org.jspecify.annotations.NullMarked;
