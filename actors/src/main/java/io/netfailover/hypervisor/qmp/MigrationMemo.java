package io.netfailover.hypervisor.qmp;

import io.netfailover.types.DomainName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whither a VM is sent: QEMU does not tell, and a daemon that comes back has to know whether the job is its own. */
final class MigrationMemo {
    private final Path file;

    MigrationMemo(DomainName name, Path directory) {
        this.file = directory.resolve(name + ".target");
    }

    Optional<String> target() {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void write(String uri) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, uri + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot note the target of a migration in " + file, e);
        }
    }
}
