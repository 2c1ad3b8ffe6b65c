/** The kernel side of a master: links, programs, maps. */
@NullMarked
package io.netfailover.datapath;

import org.jspecify.annotations.NullMarked;
