package io.netfailover.cli;

import io.netfailover.hypervisor.domainxml.DomainDocument;
import io.netfailover.hypervisor.domainxml.Finding;
import io.netfailover.hypervisor.domainxml.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Definitions of VMs in files, and what is found in them, as text and as the daemon's answer has it. */
final class Definitions {
    /** Standard input. */
    static final String STDIN = "-";

    private Definitions() {}

    /** One byte too many at most, which {@link DomainDocument} then refuses. */
    static byte[] read(String what, String file) {
        try (InputStream in = file.equals(STDIN) ? System.in : Files.newInputStream(Path.of(file))) {
            return in.readNBytes(DomainDocument.MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw refused(what, "there is no file " + file, "name the file that holds the definition");
        } catch (IOException e) {
            throw refused(what, file + " cannot be read: " + e.getMessage(), "is it a file that you may read?");
        }
    }

    static CliException refused(String what, String why, String advice) {
        return new CliException(ExitCode.REFUSED, "cannot " + what + ": " + why, advice);
    }

    /** As {@code GET /v1/domains/NAME/check} answers. */
    static Map<String, Object> document(String name, List<Finding> findings) {
        return Map.of(
                "domain",
                name,
                "findings",
                findings.stream()
                        .map(finding -> Map.of(
                                "rule", finding.rule().id(),
                                "severity", finding.rule().severity().word(),
                                "line", finding.line(),
                                "reason", finding.reason(),
                                "fix", finding.fix()))
                        .toList());
    }

    static boolean hasErrors(Json document) {
        return document.list("findings").stream()
                .anyMatch(finding -> finding.text("severity").equals(Severity.ERROR.word()));
    }

    /** Two lines for each finding, the first as compilers write it. */
    static String text(Json document) {
        StringBuilder text = new StringBuilder();
        for (Json finding : document.list("findings")) {
            text.append(document.text("domain"))
                    .append(':')
                    .append(finding.text("line"))
                    .append(": ")
                    .append(finding.text("severity"))
                    .append(": ")
                    .append(finding.text("reason"))
                    .append(" [")
                    .append(finding.text("rule"))
                    .append("]\n  ")
                    .append(finding.text("fix"))
                    .append('\n');
        }
        return text.toString();
    }
}
