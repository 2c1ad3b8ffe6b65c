package io.netfailover.hypervisor.qmp;

import io.netfailover.hypervisor.VfNic;
import io.netfailover.types.DomainName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A VM as the configuration defines it; the same on each host that it may run on, but for paths and taps.
 *
 * @param command starts its QEMU; it must become QEMU itself by exec (as {@code nsenter} and {@code systemd-run --scope} do). The word
 *     {@code {incoming}} stands for what makes it wait for a migration, {@code {qmp}}, {@code {agent}} and {@code {name}} within a word
 *     for those below
 * @param qmp a QMP socket for netfailover alone, since QEMU serves one client on each
 * @param guestAgent the socket of qemu-guest-agent's port
 * @param multifdChannels connections of a migration, 0 for one plain stream: both sides must have the same
 * @param tlsCredentials the id of an {@code -object tls-creds-x509}: then it is moved by TLS only
 */
public record QemuDomain(
        DomainName name,
        List<String> command,
        Path qmp,
        Optional<Path> guestAgent,
        List<QemuPair> pairs,
        int multifdChannels,
        Optional<String> tlsCredentials) {
    private static final String INCOMING = "{incoming}";

    public QemuDomain {
        command = List.copyOf(command);
        pairs = List.copyOf(pairs);
        if (command.stream().filter(INCOMING::equals).count() != 1) {
            throw new IllegalArgumentException(
                    "the command of " + name + " needs the word {incoming} once, where QEMU's own arguments may stand");
        }
    }

    /**
     * The command line.
     *
     * @param incoming whether to wait for a migration ({@code -incoming defer}) or to boot
     * @param vfs what is plugged in from the start
     */
    public List<String> commandLine(boolean incoming, List<VfNic> vfs) {
        List<String> line = new ArrayList<>();
        for (String word : command) {
            if (word.equals(INCOMING)) {
                if (incoming) {
                    line.addAll(List.of("-incoming", "defer"));
                }
                vfs.forEach(vf ->
                        line.addAll(List.of("-device", Json.text(pairOf(vf).plug(vf)))));
            } else {
                line.add(word.replace("{qmp}", qmp.toString())
                        .replace("{agent}", guestAgent.map(Path::toString).orElse(""))
                        .replace("{name}", name.toString()));
            }
        }
        return line;
    }

    /** @throws io.netfailover.hypervisor.HypervisorException when the configuration has no such pair */
    QemuPair pairOf(VfNic nic) {
        return QemuPair.ofStandby(this, nic.standbyAlias())
                .orElseThrow(() -> Refusals.noPair(name, nic.standbyAlias()));
    }
}
