/**
 * The command line client. It depends on the JDK, picocli, jackson-core, java-diff-utils, {@code io.netfailover.types} and
 * {@code io.netfailover.hypervisor.domainxml} alone, so that it starts fast; it computes the home by itself because the settings would pull in the HOCON library.
 */
@NullMarked
package io.netfailover.cli;

import org.jspecify.annotations.NullMarked;
