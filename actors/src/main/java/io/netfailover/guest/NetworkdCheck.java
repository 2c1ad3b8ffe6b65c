package io.netfailover.guest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What systemd's .network and .link files do to slaves: the first that matches a link is the only one applied. */
final class NetworkdCheck {
    private static final String PROPERTY = "NETFAILOVER_LINK";
    private static final List<String> NO_DHCP = List.of("no", "none", "false", "off", "0", "n", "f");
    private static final List<String> LINK_FILES_MATCH_BY = List.of("MACAddress", "PermanentMACAddress");

    private final GuestRoot root;

    NetworkdCheck(GuestRoot root) {
        this.root = root;
    }

    /** Of .network files. */
    List<Finding> networks() {
        List<Finding> findings = new ArrayList<>();
        for (IniFile file : SystemdFiles.read(root, ".network")) {
            slaves(file).ifPresent(findings::add);
            permanentAddress(file).ifPresent(findings::add);
        }
        return findings;
    }

    /** Of .link files, which are udev's and there whatever the network daemon is. */
    List<Finding> links() {
        return SystemdFiles.read(root, ".link").stream()
                .flatMap(file -> rename(file).stream())
                .toList();
    }

    private Optional<Finding> slaves(IniFile file) {
        if (isShadowed(file, NetworkDaemon.Paths.NETWORKD_PARTS) || !mayMatchASlave(file)) {
            return Optional.empty();
        }
        return configures(file)
                .map(entry -> Finding.error(
                        file.path(),
                        entry.line(),
                        (entry.key().equalsIgnoreCase("DHCP") ? "DHCP" : "an address")
                                + " on every link that [Match] takes, slaves among them: a lease for each of them, or one address on all",
                        shadowing(NetworkDaemon.Paths.NETWORKD_PARTS)));
    }

    /** What sorts behind our file never gets to see a slave, if our file is there. */
    private boolean isShadowed(IniFile file, String ours) {
        return root.exists(ours) && SystemdFiles.name(file.path()).compareTo(SystemdFiles.name(ours)) >= 0;
    }

    private String shadowing(String ours) {
        return root.exists(ours)
                ? "Rename it so that it sorts behind " + SystemdFiles.name(ours) + "."
                : "Run 'netfailover guest install --for networkd'.";
    }

    private static Optional<IniFile.Entry> configures(IniFile file) {
        return Stream.concat(
                        file.first("Network", "DHCP").stream()
                                .filter(entry -> !NO_DHCP.contains(entry.value().toLowerCase(Locale.ROOT))),
                        Stream.concat(
                                file.first("Network", "Address").stream(), file.first("Address", "Address").stream()))
                .findFirst();
    }

    private static boolean mayMatchASlave(IniFile file) {
        if (!file.hasSection("Match")) {
            return false; // systemd ignores such a file
        }
        return file.entries().stream()
                .filter(entry -> entry.section().equalsIgnoreCase("Match")
                        && !entry.value().isEmpty())
                .allMatch(NetworkdCheck::mayMatchASlave);
    }

    /** Of what cannot be told from the file alone, only that it may. */
    private static boolean mayMatchASlave(IniFile.Entry entry) {
        return switch (entry.key().toLowerCase(Locale.ROOT)) {
            case "type" ->
                entry.words().stream()
                        .anyMatch(word -> word.equals("ether") || isPattern(word) || word.startsWith("!"));
            case "kind" -> entry.words().stream().allMatch(word -> word.startsWith("!"));
            case "name", "originalname" ->
                entry.words().stream()
                        .anyMatch(word -> isPattern(word) || word.startsWith("!") || word.endsWith("nsby"));
            case "driver" ->
                entry.words().stream().anyMatch(word -> !word.equals("net_failover") && !word.equals("veth"));
            case "property" -> !entry.value().contains(PROPERTY);
            case "wlaninterfacetype", "ssid", "bssid" -> false;
            default -> true;
        };
    }

    private static boolean isPattern(String word) {
        return word.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
    }

    private static Optional<Finding> permanentAddress(IniFile file) {
        return file.first("Match", "PermanentMACAddress")
                .map(entry -> Finding.warning(
                        file.path(),
                        entry.line(),
                        "matches by permanent address: a slave has it, a master of netfailover has none",
                        "Match the master with Property=" + PROPERTY + "=master or by its name."));
    }

    private Optional<Finding> rename(IniFile file) {
        boolean names = file.first("Link", "Name").isPresent();
        if (!names || isShadowed(file, NetworkDaemon.Paths.PARTS_LINK) || !mayMatchASlave(file)) {
            return Optional.empty();
        }
        return LINK_FILES_MATCH_BY.stream()
                .flatMap(key -> file.first("Match", key).stream())
                .findFirst()
                .map(entry -> Finding.error(
                        file.path(),
                        entry.line(),
                        "names a link by a MAC address that master and slaves share: whoever comes first gets the name",
                        shadowing(NetworkDaemon.Paths.PARTS_LINK)));
    }
}
