package io.netfailover.datapath;

import io.netfailover.types.IfIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Where the maps and programs of one master are pinned: {@code COOKIE-IFINDEX/} in the bpffs (names there may have no dots). */
final class MasterPins {
    private final Path directory;

    private MasterPins(Path directory) {
        this.directory = directory;
    }

    static MasterPins of(Path bpffs, long netnsCookie, IfIndex master) {
        return new MasterPins(bpffs.resolve(prefix(netnsCookie) + master));
    }

    private static String prefix(long netnsCookie) {
        return Long.toUnsignedString(netnsCookie) + "-";
    }

    /** What masters of that namespace have pinned, also those whose links are gone. */
    static List<MasterPins> all(Path bpffs, long netnsCookie) {
        try (Stream<Path> entries = Files.list(bpffs)) {
            return entries.filter(entry -> String.valueOf(entry.getFileName()).startsWith(prefix(netnsCookie)))
                    .map(MasterPins::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("list the pins in " + bpffs, e);
        }
    }

    boolean belongsTo(Predicate<IfIndex> master) {
        String name = String.valueOf(directory.getFileName());
        String index = name.substring(name.indexOf('-') + 1);
        return index.matches("[1-9][0-9]{0,9}") && master.test(new IfIndex(Integer.parseUnsignedInt(index)));
    }

    Path of(String name) {
        return directory.resolve(name);
    }

    /** Names in use that begin so. */
    List<String> names(String prefix) {
        if (!exist()) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("list the pins in " + directory, e);
        }
    }

    boolean exist() {
        return Files.isDirectory(directory);
    }

    void makeDirectory() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("make " + directory, e);
        }
    }

    void remove() {
        if (!exist()) {
            return;
        }
        try (Stream<Path> pins = Files.list(directory)) {
            for (Path pin : pins.toList()) {
                Files.deleteIfExists(pin);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("remove the pins in " + directory, e);
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
