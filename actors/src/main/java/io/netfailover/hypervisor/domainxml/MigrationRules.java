package io.netfailover.hypervisor.domainxml;

import java.util.List;
import java.util.Optional;

/**
 * What keeps the VM from being migrated, which is what the pair is for (qemuMigrationSrcIsAllowed of libvirt, migration blockers of QEMU).
 */
record MigrationRules(DomainDocument document, Pairs pairs, Findings findings) {
    private static final List<String> STAYING_BUSES = List.of("pci", "mdev", "scsi", "scsi_host");

    void apply() {
        document.devices().forEach(device -> {
            switch (device.name()) {
                case "interface" -> nic(device);
                case "hostdev" -> function(device);
                case "disk" -> disk(device);
                case "filesystem" -> directory(device);
                case "shmem" -> {
                    if (!device.has("role", "master")) {
                        block(
                                device,
                                "shared memory of other VMs stays on this host",
                                "remove it, or give it role='master'");
                    }
                }
                case "tpm" -> {
                    if (device.attribute("backend", "type").equals(Optional.of("passthrough"))) {
                        block(device, "the host's TPM stays on this host", "use <backend type='emulator'/>");
                    }
                }
                default -> {}
            }
        });
        document.root()
                .child("launchSecurity")
                .ifPresent(security -> block(
                        security,
                        "a VM whose memory is encrypted for this host cannot leave it",
                        "remove <launchSecurity>"));
        document.root().child("cpu").ifPresent(this::cpu);
    }

    private void nic(XmlElement device) {
        if (device.has("type", "vdpa")) {
            block(device, "a vDPA device cannot be migrated", "use a virtio NIC on a bridge");
        }
        NicElement nic = new NicElement(device);
        if (nic.isPassedThrough() && nic.teaming().isEmpty() && !pairs.isUnteamed(nic)) {
            block(
                    device,
                    "this VF belongs to no pair: the VM cannot be migrated with it, and has no network without it",
                    "give it a standby: a virtio NIC with its MAC; then netfailover domain teaming");
        }
    }

    private void function(XmlElement device) {
        if (device.child("teaming").isEmpty()
                && STAYING_BUSES.contains(device.attribute("type").orElse(""))) {
            block(
                    device,
                    "a device of this host is passed through: the VM cannot be migrated with it",
                    "detach it before");
        }
    }

    private void disk(XmlElement device) {
        String type = device.attribute("type").orElse("");
        if (type.equals("nvme") || type.equals("vhostvdpa")) {
            block(device, "a disk of type " + type + " is a device of this host", "use storage that both hosts reach");
        }
    }

    private void directory(XmlElement device) {
        String driver = device.attribute("driver", "type").orElse("path");
        findings.add(
                Rule.SHARED_DIRECTORY,
                device,
                driver.equals("virtiofs")
                        ? "libvirt before 11 refuses to migrate a VM with virtiofs"
                        : "QEMU refuses to migrate while the guest has this directory mounted (9p)",
                "use a network file system, or unmount and detach it before");
    }

    private void cpu(XmlElement cpu) {
        String mode = cpu.attribute("mode").orElse("");
        if (mode.equals("host-passthrough") || mode.equals("maximum")) {
            findings.add(
                    Rule.CPU,
                    cpu,
                    "the guest sees this host's CPU as it is: it can be migrated to hosts with the very same CPU and microcode only",
                    "use <cpu mode='custom'> with a model that all hosts have, or mode='host-model'");
        }
        cpu.children("feature").stream()
                .filter(feature -> feature.has("name", "invtsc")
                        && !feature.has("policy", "disable")
                        && !feature.has("policy", "forbid"))
                .forEach(feature -> findings.add(
                        Rule.CPU,
                        feature,
                        "with invtsc the VM can be migrated only when the clock frequency of its TSC is given",
                        "remove it, or add <timer name='tsc' frequency='...'/>"));
    }

    private void block(XmlElement where, String reason, String fix) {
        findings.add(Rule.BLOCKS_MIGRATION, where, reason, fix);
    }
}
