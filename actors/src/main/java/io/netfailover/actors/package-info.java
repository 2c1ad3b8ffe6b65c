/** The actors. */
@NullMarked
package io.netfailover.actors;

import org.jspecify.annotations.NullMarked;
