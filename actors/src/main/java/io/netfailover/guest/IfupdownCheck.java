package io.netfailover.guest;

import java.util.ArrayList;
import java.util.List;

/** What interfaces(5) brings up that is a slave, or may be one. */
final class IfupdownCheck {
    private static final String INTERFACES = "/etc/network/interfaces";
    private static final String FOLDER = "/etc/network/interfaces.d";

    private final GuestRoot root;
    private final List<Finding> findings = new ArrayList<>();

    private IfupdownCheck(GuestRoot root) {
        this.root = root;
    }

    static List<Finding> run(GuestRoot root) {
        IfupdownCheck check = new IfupdownCheck(root);
        List<String> files = new ArrayList<>(List.of(INTERFACES));
        root.names(FOLDER).forEach(name -> files.add(FOLDER + "/" + name));
        files.forEach(path -> root.text(path).ifPresent(text -> check.look(path, text)));
        return check.findings;
    }

    private void look(String path, String text) {
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String[] words = line.strip().split("\\s+", -1);
            for (int i = 1; i < words.length; i++) {
                if (mayBeASlave(words[i])) {
                    brings(words[0], words[i], path, number);
                }
            }
        }
    }

    private static boolean mayBeASlave(String name) {
        return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[') || name.endsWith("nsby");
    }

    private void brings(String how, String what, String path, int line) {
        boolean spared = root.exists(NetworkDaemon.Paths.IFUPDOWN_HOOK);
        if (how.equals("auto") || how.equals("allow-auto")) {
            findings.add(
                    spared
                            ? Finding.warning(
                                    path,
                                    line,
                                    "brings up " + what
                                            + " at boot: slaves are refused, and networking.service ends as failed",
                                    "Name the master alone, or use allow-hotplug.")
                            : slaves(what, path, line));
        } else if (how.startsWith("allow-") && !spared) {
            findings.add(slaves(what, path, line));
        }
    }

    private static Finding slaves(String what, String path, int line) {
        return Finding.error(
                path,
                line,
                "brings up " + what + ", slaves among them: the same address on all of them",
                "Run 'netfailover guest install --for ifupdown'.");
    }
}
