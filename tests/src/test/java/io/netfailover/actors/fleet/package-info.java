/** The fleet on a real database and real sockets. */
@NullMarked
package io.netfailover.actors.fleet;

import org.jspecify.annotations.NullMarked;
