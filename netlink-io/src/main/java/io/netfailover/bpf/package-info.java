/**
 * bpf(2) without clang, libbpf or bpftool: programs assembled here, maps, pins and the kernel's type information. Constants and struct
 * offsets are those of linux/bpf.h and linux/btf.h.
 */
@NullMarked
package io.netfailover.bpf;

import org.jspecify.annotations.NullMarked;
