package io.netfailover.types;

/** How a master's frames find their slave, from best to worst. */
public enum Steering {
    /** The best that works here; never what a master finally has. */
    AUTO,
    /** eBPF, with the probe where the kernel allows it. */
    BPF,
    /** eBPF that reads the slave's state itself for each frame: fails over without user space. */
    BPF_PROBE,
    /** eBPF that obeys a map entry which the daemon flips. */
    BPF_FLIP,
    /** u32 filters with the mirred action, which the daemon replaces: for kernels without cls_bpf. */
    MIRRED,
    /** A thread of the daemon copies frames between a TAP and the slaves: without tc; ends with the daemon. */
    TAP,
    /** A bonding device in active-backup mode whose active slave the daemon sets. */
    BOND;

    /** As the command line and the JSON write it: {@code bpf-probe}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException naming the words that exist */
    public static Steering parse(String word) {
        for (Steering steering : values()) {
            if (steering.word().equals(word)) {
                return steering;
            }
        }
        throw new IllegalArgumentException(
                "unknown steering '" + word + "' (auto, bpf, bpf-probe, bpf-flip, mirred, tap, bond)");
    }
}
