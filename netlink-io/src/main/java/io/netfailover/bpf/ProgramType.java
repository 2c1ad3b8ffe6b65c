package io.netfailover.bpf;

/** enum bpf_prog_type, as far as used. */
public enum ProgramType {
    /** BPF_PROG_TYPE_SCHED_CLS: a tc classifier with direct action. */
    SCHED_CLS(3);

    private final int number;

    ProgramType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
