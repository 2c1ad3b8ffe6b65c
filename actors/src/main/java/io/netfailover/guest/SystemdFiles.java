package io.netfailover.guest;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Systemd's files of one kind in the order in which they are tried: by name, whatever directory they lie in; systemd.network(5). */
final class SystemdFiles {
    private static final List<String> DIRECTORIES = List.of(
            "/etc/systemd/network",
            "/run/systemd/network",
            "/usr/local/lib/systemd/network",
            "/usr/lib/systemd/network");

    private SystemdFiles() {}

    /** @param suffix with its dot */
    static List<IniFile> read(GuestRoot root, String suffix) {
        Map<String, IniFile> files = new TreeMap<>();
        for (String directory : DIRECTORIES) {
            for (String name : root.names(directory)) {
                String path = directory + "/" + name;
                if (name.endsWith(suffix) && !files.containsKey(name)) {
                    // A link to /dev/null hides the file of that name in the directories that follow.
                    files.put(name, IniFile.parse(path, root.text(path).orElse("")));
                }
            }
        }
        return List.copyOf(files.values());
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
