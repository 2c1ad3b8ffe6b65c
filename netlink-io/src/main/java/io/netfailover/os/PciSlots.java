package io.netfailover.os;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The slots that the kernel knows by name ({@code /sys/bus/pci/slots/NAME/address}). Under Hyper-V the name is the serial number that the
 * host gave the VF, by which netvsc pairs; elsewhere it is the number of the hot-plug slot.
 */
public final class PciSlots {
    private final Path directory;

    /** @param directory {@code /sys/bus/pci/slots} */
    public PciSlots(Path directory) {
        this.directory = directory;
    }

    public static PciSlots ofKernel() {
        return new PciSlots(Path.of("/sys/bus/pci/slots"));
    }

    /**
     * The slot of a PCI function, empty when it is in none, or when sysfs does not tell.
     *
     * @param function as {@code 0000:42:02.1}; slots have no function number
     */
    public Optional<String> nameOf(String function) {
        try (DirectoryStream<Path> slots = Files.newDirectoryStream(directory)) {
            for (Path slot : slots) {
                if (function.startsWith(
                        Files.readString(slot.resolve("address")).strip() + ".")) {
                    return Optional.of(String.valueOf(slot.getFileName()));
                }
            }
            return Optional.empty();
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty(); // no PCI here, or a slot that has gone this moment
        }
    }
}
