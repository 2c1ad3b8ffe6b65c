package io.netfailover.cli;

import io.netfailover.hypervisor.domainxml.BadXmlException;
import io.netfailover.hypervisor.domainxml.DomainCheck;
import io.netfailover.hypervisor.domainxml.DomainDocument;
import io.netfailover.hypervisor.domainxml.Finding;
import io.netfailover.hypervisor.domainxml.Severity;
import io.netfailover.hypervisor.domainxml.Teaming;
import io.netfailover.hypervisor.domainxml.TeamingRefusedException;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "teaming",
        description = {
            "Make a failover pair of a virtio NIC and a VF in the definition of a VM.",
            "All that has nothing to do with it stays byte for byte. Needs no daemon; a second run changes nothing."
        },
        footer = {
            "",
            "Examples:",
            "  netfailover domain teaming vm1.xml --mac 52:54:00:00:12:53 --vf 0000:42:02.5 --diff",
            "  netfailover domain teaming vm1.xml --mac 52:54:00:00:12:53 --pool vfs -o vm1.xml",
            "  netfailover domain teaming - --mac 52:54:00:00:12:53 --vf 42:02.5"
        })
final class DomainTeamingCommand extends CliCommand {
    @Parameters(paramLabel = "XML", description = "The file; '-' is standard input.")
    private String file = "";

    @Option(
            names = "--mac",
            required = true,
            paramLabel = "MAC",
            description = "The virtio NIC's, which the VF gets too.")
    private String mac = "";

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    @Option(names = "--diff", description = "Show what changes, as a unified diff, instead of the whole.")
    private boolean diff;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write it there, at once or not at all; it may be the same file.")
    private @Nullable Path output;

    static final class Source {
        @Option(names = "--vf", paramLabel = "PCI", description = "The VF on this host: 0000:42:02.5.")
        private @Nullable String vf;

        @Option(
                names = "--pool",
                paramLabel = "NET",
                description = "A libvirt network with <forward mode='hostdev'>, which gives any VF of its PF.")
        private @Nullable String pool;
    }

    @Override
    public Integer call() {
        String what = "make a pair in " + file;
        Teaming.Function function = function();
        MacAddress address = parsed("--mac", () -> MacAddress.parse(mac.toLowerCase(Locale.ROOT)));
        byte[] before = Definitions.read(what, file);
        byte[] after;
        try {
            after = Teaming.apply(before, address, function);
        } catch (TeamingRefusedException e) {
            throw Definitions.refused(what, String.valueOf(e.getMessage()), e.advice());
        } catch (BadXmlException e) {
            throw Definitions.refused(what, "line " + e.line() + ": " + e.getMessage(), e.advice());
        }
        if (output != null) {
            write(what, output, after);
        }
        if (diff) {
            print(UnifiedDiff.of(file, text(before), text(after)));
        } else if (output == null) {
            out().writeBytes(after);
        }
        tellWhatIsLeft(after);
        return ExitCode.DONE.number;
    }

    private Teaming.Function function() {
        String vf = source.vf;
        if (vf == null) {
            return new Teaming.Pool(String.valueOf(source.pool));
        }
        String whole = vf.toLowerCase(Locale.ROOT).indexOf(':') == vf.lastIndexOf(':') ? "0000:" + vf : vf;
        return new Teaming.Vf(parsed("--vf", () -> new PciAddress(whole.toLowerCase(Locale.ROOT))));
    }

    private static <T> T parsed(String option, Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw new CliException(
                    ExitCode.USAGE, option + ": " + e.getMessage(), "See 'netfailover domain teaming --help'.");
        }
    }

    private static void write(String what, Path file, byte[] bytes) {
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Path beside = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".new");
            try {
                Files.write(beside, bytes);
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw Definitions.refused(what, file + " cannot be written: " + e.getMessage(), "may you write there?");
        }
    }

    private static String text(byte[] definition) {
        try {
            return DomainDocument.parse(definition).text();
        } catch (BadXmlException e) {
            throw new IllegalStateException("it was read before", e);
        }
    }

    private void tellWhatIsLeft(byte[] after) {
        List<Finding> left =
                DomainCheck.all(Map.of(file, after), Optional.empty()).getOrDefault(file, List.of()).stream()
                        .filter(finding -> finding.rule().severity() == Severity.ERROR)
                        .toList();
        if (!left.isEmpty()) {
            out().flush();
            cli().surroundings()
                    .err()
                    .print("netfailover: the pair is there, but this is left to be mended:\n"
                            + Definitions.text(new Json(Definitions.document(file, left))));
        }
    }
}
