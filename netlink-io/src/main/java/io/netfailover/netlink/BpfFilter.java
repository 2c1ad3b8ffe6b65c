package io.netfailover.netlink;

/**
 * A cls_bpf filter as the kernel has it.
 *
 * @param priority 1 to 65535; lower ones run first
 * @param handle tells filters of one priority apart
 * @param protocol ETH_P_* of the frames that it sees; 3 is every frame
 * @param name TCA_BPF_NAME, what the filter was given at attachment
 * @param programId TCA_BPF_ID, the kernel's number of the program
 * @param programTag TCA_BPF_TAG, 16 hexadecimal digits: a hash over the program's instructions
 * @param directAction whether the program's return value is the verdict
 */
public record BpfFilter(
        int priority, int handle, int protocol, String name, int programId, String programTag, boolean directAction) {}
