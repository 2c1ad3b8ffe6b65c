/** The operating system behind one wall: libc, namespaces, CPU affinity, capabilities. */
@NullMarked
package io.netfailover.os;

import org.jspecify.annotations.NullMarked;
