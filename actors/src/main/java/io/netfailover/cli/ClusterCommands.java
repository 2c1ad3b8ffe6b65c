package io.netfailover.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "cluster",
        description = "The fleet: the hosts that migrate VMs to each other.",
        subcommands = ClusterCommands.Init.class,
        footer = {"", "Examples:", "  netfailover cluster init --host hv1 --host hv2 --directory fleet"})
final class ClusterCommands extends Noun {
    @Command(
            name = "init",
            description = {
                "Make the certificates by which the hosts of a fleet know each other.",
                "Needs no daemon. The directory gets authority.p12, which signs (keep it, away from the hosts: hosts are added with it), and for"
                        + " each host a directory whose files belong into tls/ beside that host's netfailover.conf."
            },
            footer = {
                "",
                "Examples:",
                "  netfailover cluster init --host hv1 --host hv2 --directory fleet",
                "  scp fleet/hv1/* hv1:/etc/netfailover/tls/"
            })
    static final class Init extends CliCommand {
        @Option(
                names = "--host",
                paramLabel = "NAME",
                required = true,
                description = "A host, by its netfailover.host.name; may be given several times.")
        private List<String> hosts = new ArrayList<>();

        @Option(
                names = "--directory",
                paramLabel = "DIR",
                required = true,
                description = "Where the files are made. An authority that is there already is used again.")
        private @Nullable Path directory;

        @Option(
                names = "--days",
                paramLabel = "DAYS",
                defaultValue = "1825",
                description = "How long the certificates are valid (default: ${DEFAULT-VALUE}).")
        private int days;

        @Override
        public Integer call() {
            List<String> arguments = new ArrayList<>(List.of(String.valueOf(directory), Integer.toString(days)));
            arguments.addAll(hosts);
            return ProgramClass.run(ProgramClass.CERTIFICATES, arguments.toArray(String[]::new));
        }
    }
}
