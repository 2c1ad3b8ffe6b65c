/** The command line client. */
@NullMarked
package io.netfailover.cli;

import org.jspecify.annotations.NullMarked;
