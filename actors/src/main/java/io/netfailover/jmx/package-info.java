/** MXBeans over the status board. */
@NullMarked
package io.netfailover.jmx;

import org.jspecify.annotations.NullMarked;
