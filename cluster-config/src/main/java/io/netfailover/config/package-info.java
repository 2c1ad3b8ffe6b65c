/** Configuration files and the validated settings record. */
@NullMarked
package io.netfailover.config;

import org.jspecify.annotations.NullMarked;
