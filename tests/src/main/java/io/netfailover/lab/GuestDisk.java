package io.netfailover.lab;

import java.nio.file.Path;
import java.util.List;

/** A read-only disk that the guest's init mounts at {@code /serial}. */
record GuestDisk(String serial, Path image) {
    /** On the kernel's command line: there are disks. */
    static final String KERNEL_ARGUMENT = "guest.disks";

    /** What a guest needs to run classes of this JVM. */
    static List<GuestDisk> forJava(GuestClasses classes) {
        return List.of(new GuestDisk("jvm", GuestImages.jvm()), new GuestDisk(GuestClasses.SERIAL, classes.image()));
    }

    /** QEMU's. */
    List<String> arguments() {
        return List.of(
                "-drive",
                "if=none,format=raw,readonly=on,id=" + serial + ",file=" + image,
                "-device",
                "{\"driver\":\"virtio-blk-pci\",\"drive\":\"" + serial + "\",\"serial\":\"" + serial + "\"}");
    }
}
