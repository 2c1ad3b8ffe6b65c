/** Labs of network namespaces, the programs that run in them, and the probe that counts every packet. */
@NullMarked
package io.netfailover.lab;

import org.jspecify.annotations.NullMarked;
