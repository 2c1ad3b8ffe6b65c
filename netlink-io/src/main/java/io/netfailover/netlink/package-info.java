/** Netlink sockets and rtnetlink codecs. */
@NullMarked
package io.netfailover.netlink;

import org.jspecify.annotations.NullMarked;
