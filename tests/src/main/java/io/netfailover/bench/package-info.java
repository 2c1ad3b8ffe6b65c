/** Benchmarks against targets: {@code ./bench}. */
@NullMarked
package io.netfailover.bench;

import org.jspecify.annotations.NullMarked;
