package io.netfailover.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The launch script starts the daemon past this class, with JVM flags of its own; this is its help, and a way without the script. */
@Command(
        name = "daemon",
        description = {
            "Run the daemon in the foreground.",
            "One daemon per home. It needs CAP_NET_ADMIN, CAP_NET_RAW, CAP_BPF, CAP_PERFMON and CAP_SYS_ADMIN (root has them). Masters go on forwarding and"
                    + " failing over when it stops or is killed; a daemon that starts adopts them."
        },
        footer = {
            "",
            "Examples:",
            "  netfailover daemon",
            "  netfailover daemon --config /etc/netfailover/lab.conf",
            "  netfailover daemon --remediate",
            "  NETFAILOVER_HOME=/tmp/lab netfailover daemon"
        })
final class DaemonCommand extends CliCommand {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Read this file instead of the home's netfailover.conf; it must exist.")
    private @Nullable Path config;

    @Option(
            names = "--remediate",
            description =
                    "Take addresses off slaves, which belong on their master, and end their DHCP clients; the journal tells of each.")
    private boolean remediate;

    @Override
    public Integer call() {
        List<String> words = new ArrayList<>();
        if (config != null) {
            words.addAll(List.of("--config", config.toString()));
        }
        if (remediate) {
            words.add("--remediate");
        }
        return ProgramClass.run(ProgramClass.DAEMON, words.toArray(String[]::new));
    }
}
