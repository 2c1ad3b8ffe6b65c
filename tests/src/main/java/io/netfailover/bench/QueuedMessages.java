package io.netfailover.bench;

import io.netfailover.lab.Command;
import io.netfailover.lab.LabException;
import io.netfailover.lab.LabNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes the kernel tell of real changes of real links, as often as is wanted. */
final class QueuedMessages {
    /** Begins the name of the link whose creation ends a round. */
    static final String LAST = "last";

    private static final int LINKS = 100;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** A change of MTU and queue length of a link that is up: the kernel tells of the MTU, and of the change as a whole. */
    private static final int MESSAGES_PER_LINE = 2;

    private final LabNamespace namespace;
    private int round;

    QueuedMessages(LabNamespace namespace) {
        this.namespace = namespace;
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < LINKS; i++) {
            lines.add("link add v" + i + " type veth peer name w" + i);
            lines.add("link set v" + i + " up alias the-link-with-the-number-" + i);
            lines.add("link set w" + i + " up");
            lines.add("link property add dev v" + i + " altname another-name-of-the-link-with-the-number-" + i);
        }
        batch(lines);
    }

    /** About so many messages, the last of them about a new link. */
    void make(int messages) {
        round++;
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < messages / MESSAGES_PER_LINE; i++) {
            int value = 1400 + (i / LINKS + round) % 100;
            lines.add("link set v" + i % LINKS + " mtu " + value + " txqueuelen " + value);
        }
        lines.add("link add " + LAST + round + " type bridge");
        batch(lines);
    }

    private void batch(List<String> lines) {
        try {
            Path file = Files.createTempFile(namespace.name(), ".batch");
            try {
                Files.write(file, lines);
                Command.run(new ProcessBuilder("ip", "-n", namespace.name(), "-batch", file.toString()), LIMIT)
                        .orFail();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new LabException("cannot write a batch for ip: " + e.getMessage(), e);
        }
    }
}
