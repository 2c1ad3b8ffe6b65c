/** The entry classes: the daemon, and what works without one. */
@NullMarked
package io.netfailover;

import org.jspecify.annotations.NullMarked;
