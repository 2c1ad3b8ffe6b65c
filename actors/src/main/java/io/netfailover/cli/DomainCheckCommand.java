package io.netfailover.cli;

import io.netfailover.hypervisor.domainxml.BadXmlException;
import io.netfailover.hypervisor.domainxml.DomainCheck;
import io.netfailover.hypervisor.domainxml.Finding;
import io.netfailover.hypervisor.domainxml.NetworkDocument;
import io.netfailover.hypervisor.domainxml.Networks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = {
            "Hold definitions of VMs against the rules of a failover pair.",
            "A file is judged here, without a daemon, and alone: what only its host knows is named as not checked. A VM of this host is judged by the daemon,"
                    + " which knows the host's bridges, PFs and VFs, and the other VMs. Ends with 3 when there is an error (docs/reference/domain-rules.md)."
        },
        footer = {
            "",
            "Examples:",
            "  netfailover domain check vm1.xml",
            "  netfailover domain check vm1.xml vm2.xml",
            "  netfailover domain check vm1.xml --network vfs.xml",
            "  netfailover domain check vm1",
            "  netfailover domain check - --json | jq '.domains[].findings[].rule'"
        })
final class DomainCheckCommand extends ReadingCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "XML|DOMAIN",
            description = "A file (anything with '/' in it, ending in '.xml', or that is there; '-' is standard input),"
                    + " or a VM of this host.")
    private List<String> subjects = List.of();

    @Option(
            names = "--network",
            paramLabel = "XML",
            description = "A file with the definition of a libvirt network that files name, as of a pool of VFs;"
                    + " may be given several times. For a VM of this host the daemon asks libvirt.")
    private List<String> networks = List.of();

    @Override
    public Integer call() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        subjects.stream()
                .filter(DomainCheckCommand::isFile)
                .forEach(file -> files.put(file, Definitions.read("check " + file, file)));
        Map<String, List<Finding>> found = DomainCheck.all(files, networks(), Optional.empty());
        List<Json> documents = subjects.stream()
                .distinct()
                .map(subject -> found.containsKey(subject)
                        ? new Json(Definitions.document(subject, found.get(subject)))
                        : DaemonClient.parse(daemon().get(
                                        "check domain " + subject,
                                        "/v1/domains/" + DaemonClient.segment(subject) + "/check")))
                .toList();
        if (asJson()) {
            printJson(Json.object(
                    Map.of("domains", documents.stream().map(Json::value).toList())));
        } else {
            documents.forEach(document -> print(Definitions.text(document) + summary(document)));
        }
        return documents.stream().anyMatch(Definitions::hasErrors) ? ExitCode.REFUSED.number : ExitCode.DONE.number;
    }

    private Networks networks() {
        Map<String, Optional<NetworkDocument>> read = new HashMap<>();
        for (String file : networks) {
            String what = "read network " + file;
            try {
                NetworkDocument network = NetworkDocument.parse(Definitions.read(what, file));
                read.put(network.name(), Optional.of(network));
            } catch (BadXmlException e) {
                throw Definitions.refused(what, "line " + e.line() + ": " + e.getMessage(), e.advice());
            }
        }
        return new Networks(read);
    }

    private static boolean isFile(String subject) {
        return subject.equals(Definitions.STDIN)
                || subject.contains("/")
                || subject.endsWith(".xml")
                || Files.exists(Path.of(subject));
    }

    private static String summary(Json document) {
        return document.text("domain") + ": " + count(document, "error") + ", " + count(document, "warning") + ", "
                + count(document, "note") + "\n";
    }

    private static String count(Json document, String severity) {
        long count = document.list("findings").stream()
                .filter(finding -> finding.text("severity").equals(severity))
                .count();
        return count + " " + severity + (count == 1 ? "" : "s");
    }
}
