package io.netfailover.config;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code netfailover.hypervisor}: what runs the VMs of this host.
 *
 * @param libvirtUri which libvirt this daemon talks to
 * @param vfTemplate a file with the XML of a VF, where it is not the usual {@code <interface type='hostdev'>}
 * @param migrationUri how the other hosts' libvirt reaches the one of this host; absent: no VM can come here through libvirt
 * @param migrationAddress where the memory of VMs that come here arrives; absent: the hypervisor chooses
 * @param qemu VMs that run without libvirt, read by who launches them
 */
public record HypervisorSettings(
        Type type,
        String libvirtUri,
        Optional<Path> vfTemplate,
        Optional<String> migrationUri,
        Optional<String> migrationAddress,
        Config qemu) {
    public enum Type {
        /** No VMs here, so none is migrated to or from this host. */
        NONE,
        LIBVIRT,
        /** QEMU processes without libvirt, by their QMP sockets. */
        QEMU
    }

    static HypervisorSettings read(SettingReader reader, Path directory) {
        return new HypervisorSettings(
                reader.oneOf(Type.class, "hypervisor.type"),
                reader.text("hypervisor.libvirt.uri"),
                reader.optionalText("hypervisor.libvirt.vf-template").map(directory::resolve),
                reader.optionalText("hypervisor.migration.uri"),
                reader.optionalText("hypervisor.migration.address"),
                reader.part("hypervisor.qemu"));
    }
}
