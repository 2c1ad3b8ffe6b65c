package io.netfailover.lab;

/**
 * What differs between QEMU labs.
 *
 * @param primaryDriver the emulated NIC in the VF's place: {@code vmxnet3} has carrier within 0.1 s, {@code e1000e} after 2 s as many VFs
 * @param nativeHotplug the attention button of PCIe instead of ACPI
 * @param failover whether the standby offers STANDBY to the guest
 * @param paired whether QEMU knows the primary as such ({@code failover_pair_id})
 * @param kernelArguments more of them for the guest
 * @param pairs how many the VM has
 * @param java whether the guest has a JVM, and with it netfailover
 */
public record QemuLabSpec(
        String primaryDriver,
        boolean nativeHotplug,
        boolean failover,
        boolean paired,
        String kernelArguments,
        int pairs,
        boolean java) {
    private static final int MEMORY_MIB = 160;
    private static final int MEMORY_WITH_JVM_MIB = 512;

    public static QemuLabSpec usual() {
        return new QemuLabSpec("vmxnet3", false, true, true, "", 1, false);
    }

    public QemuLabSpec withPrimary(String driver) {
        return new QemuLabSpec(driver, nativeHotplug, failover, paired, kernelArguments, pairs, java);
    }

    public QemuLabSpec withNativeHotplug() {
        return new QemuLabSpec(primaryDriver, true, failover, paired, kernelArguments, pairs, java);
    }

    public QemuLabSpec withoutFailover() {
        return new QemuLabSpec(primaryDriver, nativeHotplug, false, paired, kernelArguments, pairs, java);
    }

    /** The two have the same address and are no pair to QEMU. */
    public QemuLabSpec unpaired() {
        return new QemuLabSpec(primaryDriver, nativeHotplug, failover, false, kernelArguments, pairs, java);
    }

    public QemuLabSpec withKernelArguments(String more) {
        return new QemuLabSpec(primaryDriver, nativeHotplug, failover, paired, more, pairs, java);
    }

    public QemuLabSpec withPairs(int count) {
        return new QemuLabSpec(primaryDriver, nativeHotplug, failover, paired, kernelArguments, count, java);
    }

    /** The guest's master is netfailover's: nothing tells kernel or QEMU that the two belong together. */
    public QemuLabSpec withOwnMaster() {
        return new QemuLabSpec(primaryDriver, nativeHotplug, false, false, kernelArguments, pairs, true);
    }

    int memoryMib() {
        return java ? MEMORY_WITH_JVM_MIB : MEMORY_MIB;
    }
}
