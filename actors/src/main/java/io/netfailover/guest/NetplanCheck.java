package io.netfailover.guest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What netplan turns into rules that race or that no master fulfils. Read by lines: where the keys stand does not matter here. */
final class NetplanCheck {
    private static final List<String> DIRECTORIES = List.of("/etc/netplan", "/run/netplan", "/usr/lib/netplan");
    private static final Pattern MAC = Pattern.compile("^\\s*(?:match\\s*:\\s*\\{.*)?[\"']?macaddress[\"']?\\s*:");
    private static final Pattern SET_NAME = Pattern.compile("^\\s*[\"']?set-name[\"']?\\s*:");

    private NetplanCheck() {}

    static List<Finding> run(GuestRoot root) {
        List<Finding> findings = new ArrayList<>();
        for (String directory : DIRECTORIES) {
            for (String name : root.names(directory)) {
                if (name.endsWith(".yaml")) {
                    look(
                            directory + "/" + name,
                            root.text(directory + "/" + name).orElse(""),
                            findings);
                }
            }
        }
        return findings;
    }

    private static void look(String path, String text, List<Finding> findings) {
        boolean byAddress = text.lines().anyMatch(line -> MAC.matcher(line).find());
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (MAC.matcher(line).find()) {
                findings.add(Finding.warning(
                        path,
                        number,
                        "matches by permanent address: a slave has it, a master of netfailover has none",
                        "Match by the master's name."));
            } else if (byAddress && SET_NAME.matcher(line).find()) {
                findings.add(Finding.error(
                        path,
                        number,
                        "names a link by a MAC address that master and slaves share: whoever comes first gets the name",
                        "Remove set-name; the master keeps its name."));
            }
        }
    }
}
