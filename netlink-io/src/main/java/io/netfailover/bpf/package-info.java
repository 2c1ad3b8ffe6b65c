/** bpf(2): maps, programs, pins, attachment, BTF. */
@NullMarked
package io.netfailover.bpf;

import org.jspecify.annotations.NullMarked;
