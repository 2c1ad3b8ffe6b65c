package io.netfailover.guest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The list, kept in the guest, of the files that we wrote there, and copies of those that were there before. */
final class InstalledFiles {
    private static final String FOLDER = "/var/lib/netfailover/guest";
    private static final String LIST = FOLDER + "/installed";
    private static final String BACKUP = FOLDER + "/backup";
    private static final String DIRECTORY = "directory\t";

    private final GuestRoot root;
    private final Map<String, InstalledFile> files = new TreeMap<>();
    private final TreeSet<String> directories = new TreeSet<>();

    InstalledFiles(GuestRoot root) {
        this.root = root;
        root.text(LIST).ifPresent(list -> list.lines().forEach(this::take));
    }

    private void take(String line) {
        if (line.startsWith(DIRECTORY)) {
            directories.add(line.substring(DIRECTORY.length()));
        } else {
            InstalledFile.parse(line).ifPresent(file -> files.put(file.path(), file));
        }
    }

    /** What runs others last: their removal is safe in this order. */
    List<InstalledFile> all() {
        List<InstalledFile> all = new ArrayList<>(files.values());
        Collections.reverse(all);
        return all;
    }

    Optional<InstalledFile> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /** Whether the file holds what we wrote. */
    boolean isUntouched(String path, String present) {
        return find(path).filter(file -> file.digest().equals(digest(present))).isPresent();
    }

    /** Before the file itself is written, so that what is found later is known to be ours. */
    void remember(InstalledFile file) {
        directories.addAll(root.missingDirectories(file.path()));
        files.put(file.path(), file);
        save();
    }

    void forget(String path) {
        files.remove(path);
        if (root.exists(BACKUP + path)) {
            root.delete(BACKUP + path);
        }
        directories.descendingSet().removeIf(this::removedEmpty);
        save();
    }

    void backUp(String path, String text) {
        write(BACKUP + path, text);
    }

    Optional<String> backup(String path) {
        return root.text(BACKUP + path);
    }

    private void save() {
        if (files.isEmpty()) {
            root.delete(LIST);
            directories.descendingSet().removeIf(this::removedEmpty);
        } else {
            directories.addAll(root.missingDirectories(LIST));
            root.write(LIST, list(), false);
        }
    }

    private void write(String path, String text) {
        directories.addAll(root.missingDirectories(path));
        root.write(path, text, false);
    }

    private String list() {
        return Stream.concat(
                        directories.stream().map(DIRECTORY::concat),
                        files.values().stream().map(InstalledFile::line))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Only a directory that we made and that nobody uses goes. */
    private boolean removedEmpty(String directory) {
        if (!root.exists(directory)) {
            return true;
        }
        if (!root.names(directory).isEmpty()) {
            return false;
        }
        root.delete(directory);
        return true;
    }

    static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
