/** Value types that every module may use; they depend on nothing. */
@NullMarked
package io.netfailover.types;

import org.jspecify.annotations.NullMarked;
