package io.netfailover.actors;

import io.netfailover.types.LinkNames;
import io.netfailover.types.MasterName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Masters that {@code master release --offline} has freed while no daemon ran: a file for each, so that the next daemon journals their end
 * instead of building them again.
 */
public record ReleaseMarkers(Path directory) {
    public void mark(MasterName name) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(name.value()), "");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot note the release of " + name + " in " + directory, e);
        }
    }

    public Set<MasterName> names() {
        if (!Files.isDirectory(directory)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> LinkNames.objection(name).isEmpty())
                    .map(MasterName::new)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory, e);
        }
    }

    /** The end is journalled. */
    void forget(MasterName name) {
        try {
            Files.deleteIfExists(directory.resolve(name.value()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the release of " + name + " from " + directory, e);
        }
    }
}
