package io.netfailover.guest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        Optional<String> main = root.text(INTERFACES);
        main.ifPresent(text -> {
            check.look(INTERFACES, text);
            check.requireFolder(text);
        });
        for (String name : root.names(FOLDER)) {
            root.text(FOLDER + "/" + name).ifPresent(text -> check.look(FOLDER + "/" + name, text));
        }
        return check.findings;
    }

    private void requireFolder(String text) {
        boolean read = text.lines()
                .map(String::strip)
                .anyMatch(line -> line.startsWith("source") && line.contains("interfaces.d"));
        if (!read) {
            findings.add(Finding.error(
                    INTERFACES,
                    0,
                    "does not read " + FOLDER + ", where slaves are spared",
                    "Add the line: source " + FOLDER + "/*"));
        }
    }

    private void look(String path, String text) {
        if (root.exists(NetworkDaemon.Paths.IFUPDOWN_MAPPING)) {
            return; // its mapping takes every slave, whatever name it is brought up by
        }
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String[] words = line.strip().split("\\s+", -1);
            boolean brings = words[0].equals("auto") || words[0].startsWith("allow-");
            for (int i = 1; brings && i < words.length; i++) {
                if (words[i].chars().anyMatch(c -> c == '*' || c == '?' || c == '[') || words[i].endsWith("nsby")) {
                    findings.add(Finding.error(
                            path,
                            number,
                            "brings up " + words[i] + ", slaves among them: the same address on all of them",
                            "Run 'netfailover guest install --for ifupdown'."));
                }
            }
        }
    }
}
