package io.netfailover.guest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What in a guest would give a slave a lease, an address or the master's name, or keep the master from having one. */
public final class GuestCheck {
    private final GuestRoot root;
    private final List<Finding> findings = new ArrayList<>();

    public GuestCheck(GuestRoot root) {
        this.root = root;
    }

    /**
     * Of the running guest too, when the root is this machine's.
     *
     * @return errors first
     * @throws java.io.UncheckedIOException when something of the guest cannot be read
     */
    public List<Finding> run(Set<NetworkDaemon> daemons) {
        for (NetworkDaemon daemon : daemons) {
            installed(daemon);
        }
        findings.addAll(UdevCheck.run(root));
        findings.addAll(new NetworkdCheck(root).links());
        for (NetworkDaemon daemon : daemons) {
            findings.addAll(
                    switch (daemon) {
                        case NETWORKD -> new NetworkdCheck(root).networks();
                        case IFUPDOWN -> IfupdownCheck.run(root);
                        case NETWORKMANAGER -> NetworkManagerCheck.run(root);
                        case NETPLAN -> NetplanCheck.run(root);
                        case CLOUD_IFUPDOWN, CLOUD_INIT, DRACUT -> List.of();
                    });
        }
        if (root.isRunning()) {
            findings.addAll(new RunningCheck(root, new LinkRoles(Path.of("/sys")), RunningCheck::liveAddresses).run());
        }
        return findings.stream()
                .distinct()
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }

    private void installed(NetworkDaemon daemon) {
        String fix = "Run 'netfailover guest install --for " + daemon.word() + "'.";
        for (GuestFile file : daemon.files()) {
            Optional<String> present = root.text(file.path());
            if (present.isEmpty()) {
                findings.add(Finding.error(
                        file.path(), 0, "is missing: " + daemon.word() + " does not know slaves from masters", fix));
            } else if (!present.equals(file.over(present))) {
                findings.add(Finding.error(
                        file.path(),
                        0,
                        file.guard()
                                ? "has no guard: slaves are configured like any other link"
                                : "is not the file that this version installs",
                        fix));
            }
        }
    }
}
