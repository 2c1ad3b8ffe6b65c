package io.netfailover.guest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rules of udev that give a name to whoever has a MAC address: master and slaves have the same, and only one gets the name. */
final class UdevCheck {
    private static final List<String> DIRECTORIES =
            List.of("/etc/udev/rules.d", "/run/udev/rules.d", "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d");

    private static final Pattern BY_ADDRESS = Pattern.compile("ATTRS?\\{address}\\s*==");
    private static final Pattern NAMES = Pattern.compile("(^|[\\s,])NAME\\s*:?=[^=]");
    private static final Pattern SPARES_SLAVES = Pattern.compile("NETFAILOVER_LINK|TEST!=\"master\"|net_failover");

    private UdevCheck() {}

    static List<Finding> run(GuestRoot root) {
        List<Finding> findings = new ArrayList<>();
        for (String directory : DIRECTORIES) {
            for (String name : root.names(directory)) {
                String path = directory + "/" + name;
                if (name.endsWith(".rules")) {
                    look(path, root.text(path).orElse(""), findings);
                }
            }
        }
        return findings;
    }

    private static void look(String path, String text, List<Finding> findings) {
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            boolean races = !line.stripLeading().startsWith("#")
                    && BY_ADDRESS.matcher(line).find()
                    && NAMES.matcher(line).find()
                    && !SPARES_SLAVES.matcher(line).find();
            if (races) {
                findings.add(Finding.error(
                        path,
                        number,
                        "names a link by a MAC address that master and slaves share: whoever comes first gets the name",
                        "Add ENV{NETFAILOVER_LINK}!=\"part\" to the rule, in a file that sorts behind "
                                + SystemdFiles.name(NetworkDaemon.Paths.ROLE_RULES) + ", or remove the rule."));
            }
        }
    }
}
