/** HTTP and JSON on a Unix socket. */
@NullMarked
package io.netfailover.api;

import org.jspecify.annotations.NullMarked;
