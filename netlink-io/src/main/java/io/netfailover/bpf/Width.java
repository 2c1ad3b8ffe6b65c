package io.netfailover.bpf;

/** How much a load or store moves: BPF_B, BPF_H, BPF_W, BPF_DW of linux/bpf_common.h. */
public enum Width {
    BYTE(0x10),
    HALF(0x08),
    WORD(0x00),
    DOUBLE(0x18);

    private final int bits;

    Width(int bits) {
        this.bits = bits;
    }

    int bits() {
        return bits;
    }
}
