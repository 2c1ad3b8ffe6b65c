package io.netfailover.guest;

import java.util.ArrayList;
import java.util.List;

/** What keeps NetworkManager off a master, or on a slave. */
final class NetworkManagerCheck {
    private static final String FOLDER = "/etc/NetworkManager";
    private static final List<String> CONFIGURATIONS =
            List.of(FOLDER + "/conf.d", "/run/NetworkManager/conf.d", "/usr/lib/NetworkManager/conf.d");
    private static final List<String> PROFILES =
            List.of(FOLDER + "/system-connections", "/run/NetworkManager/system-connections");

    private NetworkManagerCheck() {}

    static List<Finding> run(GuestRoot root) {
        List<Finding> findings = new ArrayList<>();
        List<String> files = new ArrayList<>(List.of(FOLDER + "/NetworkManager.conf"));
        CONFIGURATIONS.forEach(folder -> root.names(folder).forEach(name -> files.add(folder + "/" + name)));
        for (String path : files) {
            IniFile file = IniFile.parse(path, root.text(path).orElse(""));
            file.first("keyfile", "unmanaged-devices")
                    .filter(entry -> entry.words().stream().anyMatch(NetworkManagerCheck::takesMasters))
                    .ifPresent(entry -> findings.add(Finding.error(
                            path,
                            entry.line(),
                            "leaves masters alone: they are veth links, and have the address of their slaves",
                            "Add except:interface-name:MASTER for each master.")));
        }
        for (String folder : PROFILES) {
            for (String name : root.names(folder)) {
                String path = folder + "/" + name;
                IniFile file = IniFile.parse(path, root.text(path).orElse(""));
                file.first("ethernet", "mac-address")
                        .or(() -> file.first("802-3-ethernet", "mac-address"))
                        .ifPresent(entry -> findings.add(Finding.warning(
                                path,
                                entry.line(),
                                "is for the link with that permanent address: a slave has it, a master of netfailover has none",
                                "Say connection.interface-name=MASTER instead.")));
            }
        }
        return findings;
    }

    private static boolean takesMasters(String word) {
        return word.equals("*")
                || word.equals("type:veth")
                || word.equals("driver:veth")
                || word.equals("type:ethernet")
                || word.startsWith("mac:");
    }
}
