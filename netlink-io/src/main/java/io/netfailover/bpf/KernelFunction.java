package io.netfailover.bpf;

/** The helpers that our programs call: enum bpf_func_id. */
public enum KernelFunction {
    /** {@code void *bpf_map_lookup_elem(map, key)}. */
    MAP_LOOKUP_ELEM(1),
    /** {@code long bpf_redirect(ifindex, flags)}. */
    REDIRECT(23),
    /** {@code long bpf_probe_read_kernel(to, bytes, from)}; only for programs under a GPL-compatible licence. */
    PROBE_READ_KERNEL(113),
    /** {@code long bpf_redirect_peer(ifindex, flags)}, on the ingress of tc: to the other end of a pair, in another namespace. */
    REDIRECT_PEER(155);

    private final int number;

    KernelFunction(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
