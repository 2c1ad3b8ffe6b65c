package io.netfailover.lab;

/**
 * What differs between QEMU labs.
 *
 * @param primaryDriver the emulated NIC in the VF's place: {@code vmxnet3} has carrier within 0.1 s, {@code e1000e} after 2 s as many VFs
 * @param nativeHotplug the attention button of PCIe instead of ACPI
 * @param failover whether the standby offers STANDBY to the guest
 * @param paired whether QEMU knows the primary as such ({@code failover_pair_id})
 * @param kernelArguments more of them for the guest
 */
public record QemuLabSpec(
        String primaryDriver,
        boolean nativeHotplug,
        boolean failover,
        boolean paired,
        int memoryMib,
        int multifdChannels,
        String kernelArguments) {
    public static QemuLabSpec usual() {
        return new QemuLabSpec("vmxnet3", false, true, true, 160, 0, "");
    }

    public QemuLabSpec withPrimary(String driver) {
        return new QemuLabSpec(driver, nativeHotplug, failover, paired, memoryMib, multifdChannels, kernelArguments);
    }

    public QemuLabSpec withNativeHotplug() {
        return new QemuLabSpec(primaryDriver, true, failover, paired, memoryMib, multifdChannels, kernelArguments);
    }

    public QemuLabSpec withoutFailover() {
        return new QemuLabSpec(
                primaryDriver, nativeHotplug, false, paired, memoryMib, multifdChannels, kernelArguments);
    }

    /** The two have the same address and are no pair to QEMU. */
    public QemuLabSpec unpaired() {
        return new QemuLabSpec(
                primaryDriver, nativeHotplug, failover, false, memoryMib, multifdChannels, kernelArguments);
    }

    public QemuLabSpec withParallelConnections(int channels) {
        return new QemuLabSpec(primaryDriver, nativeHotplug, failover, paired, memoryMib, channels, kernelArguments);
    }

    public QemuLabSpec withKernelArguments(String more) {
        return new QemuLabSpec(primaryDriver, nativeHotplug, failover, paired, memoryMib, multifdChannels, more);
    }
}
