/** Frames that tell switches and neighbours where an address is now, and the socket that sends them. */
@NullMarked
package io.netfailover.os.announce;

import org.jspecify.annotations.NullMarked;
