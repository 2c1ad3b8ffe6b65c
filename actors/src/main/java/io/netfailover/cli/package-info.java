/**
 * The command line client. It depends on the JDK, picocli, jackson-core and {@code io.netfailover.types} alone, so that it starts fast; it
 * computes the home by itself because the settings would pull in the HOCON library.
 */
@NullMarked
package io.netfailover.cli;

import org.jspecify.annotations.NullMarked;
