package io.netfailover.guest;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is remembered of a file that we wrote.
 *
 * @param digest SHA-256 of what we wrote
 * @param backedUp whether there was a file before, which is kept
 * @param daemons for whom; the file goes with the last of them
 */
record InstalledFile(String path, String digest, boolean backedUp, Set<NetworkDaemon> daemons) {
    InstalledFile {
        daemons = Set.copyOf(daemons);
    }

    InstalledFile with(Set<NetworkDaemon> others) {
        return new InstalledFile(path, digest, backedUp, others);
    }

    /** One line of the list of installed files. */
    String line() {
        String words = daemons.stream().sorted().map(NetworkDaemon::word).collect(Collectors.joining(","));
        return digest + "\t" + (backedUp ? "backup" : "new") + "\t" + words + "\t" + path;
    }

    /** Empty for a line that is none of ours. */
    static Optional<InstalledFile> parse(String line) {
        String[] fields = line.split("\t", 4);
        if (fields.length < 4) {
            return Optional.empty();
        }
        Set<NetworkDaemon> daemons = EnumSet.noneOf(NetworkDaemon.class);
        Arrays.stream(fields[2].split(",", -1))
                .flatMap(word -> NetworkDaemon.parse(word).stream())
                .forEach(daemons::add);
        return Optional.of(new InstalledFile(fields[3], fields[0], fields[1].equals("backup"), daemons));
    }
}
