package io.netfailover.hypervisor.domainxml;

import static io.netfailover.lab.LibvirtCycle.LIMIT;
import static io.netfailover.lab.LibvirtCycle.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.hypervisor.libvirt.LibvirtHypervisor;
import io.netfailover.hypervisor.libvirt.VfTemplate;
import io.netfailover.lab.Command;
import io.netfailover.lab.LibvirtLab;
import io.netfailover.lab.Program;
import io.netfailover.types.DomainName;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The corpus of definitions against a real libvirtd and its schema ({@code virsh define --validate}). */
class LibvirtVerdictTest {
    private static final Path CORPUS =
            Program.root().resolve("actors/src/test/resources/io/netfailover/hypervisor/domainxml/corpus");
    private static final MacAddress MAC = MacAddress.parse("52:54:00:00:12:53");
    private static final List<Teaming.Function> FUNCTIONS =
            List.of(new Teaming.Vf(new PciAddress("0000:17:10.1")), new Teaming.Pool("vfs"));

    private static final Path NETWORKS = CORPUS.resolveSibling("networks");

    private static LibvirtLab lab;

    @BeforeAll
    static void start() {
        lab = LibvirtLab.build();
    }

    @AfterAll
    static void nothingIsLeftBehind() {
        lab.close();

        assertThat(lab.leftovers()).isEmpty();
    }

    private static List<Path> corpus() throws IOException {
        return files(CORPUS);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** What it defines is undefined again: the name of a definition is that of its file. */
    private static boolean accepts(Path definition, Path file) {
        Command.Outcome outcome = lab.source().virsh("define", "--validate", definition.toString());
        if (outcome.exit() == 0) {
            lab.source().virsh("undefine", nameOf(file).value()).orFail();
        }
        return outcome.exit() == 0;
    }

    private static DomainName nameOf(Path file) {
        return new DomainName("corpus-" + file.getFileName().toString().replace(".xml", ""));
    }

    private static List<Finding> errors(byte[] definition) {
        return Objects.requireNonNull(DomainCheck.all(Map.of("it", definition), Optional.empty())
                        .get("it"))
                .stream()
                .filter(finding -> finding.rule().severity() == Severity.ERROR)
                .toList();
    }

    @Test
    void whatLibvirtRefusesIsAnErrorOfOurs() throws IOException {
        List<String> refused = new ArrayList<>();
        for (Path file : corpus()) {
            if (!accepts(file, file)) {
                refused.add(file.getFileName().toString());
                assertThat(errors(Files.readAllBytes(file)))
                        .as("libvirt refuses " + file)
                        .isNotEmpty();
            }
        }
        System.out.println("of " + corpus().size() + " definitions libvirt refuses " + refused.size());
        assertThat(refused)
                .contains("standby-model-e1000e.xml", "reference-missing.xml", "vf-twice.xml", "pci-same-address.xml")
                .doesNotContain("pair.xml", "two-pairs.xml")
                .hasSizeGreaterThan(30);
    }

    @Test
    void aPairThatIsMadeIsAcceptedWhereTheRestIs(@TempDir Path directory) throws Exception {
        int made = 0;
        for (Path file : corpus()) {
            byte[] before = Files.readAllBytes(file);
            for (Teaming.Function function : FUNCTIONS) {
                byte[] after;
                try {
                    after = Teaming.apply(before, MAC, function);
                } catch (BadXmlException | TeamingRefusedException e) {
                    continue;
                }
                Path changed = Files.write(directory.resolve("changed.xml"), after);
                if (errors(after).isEmpty()) {
                    made++;
                    assertThat(accepts(changed, file)).as(file + " " + function).isTrue();
                    Command.Outcome valid = Command.run("virt-xml-validate", changed.toString(), "domain");
                    assertThat(valid.exit())
                            .as(file + " " + function + ": " + valid)
                            .isZero();
                }
            }
        }
        assertThat(made).isGreaterThan(60);
    }

    /** libvirt looks at a network when a VM is started. */
    @Test
    void aPoolThatGivesNoVfIsAnErrorOfOursWhereLibvirtStartsNoVm() throws Exception {
        for (Path file : files(NETWORKS)) {
            lab.source().virsh("net-define", "--validate", file.toString()).orFail();
            lab.source().virsh("net-start", networkOf(file)); // the lab's PF has no VFs that a pool can take
        }
        try (LibvirtHypervisor hypervisor = new LibvirtHypervisor(lab.source().settings(VfTemplate.HOSTDEV))) {
            assertThatItDoesNotStart(hypervisor, "pool-that-is-a-bridge", "pool-that-is-a-bridge", Rule.POOL_FORWARD);
            assertThatItDoesNotStart(hypervisor, "pool-that-is-empty", "pool-that-is-empty", Rule.POOL_EMPTY);
            assertThat(await(hypervisor.network("pool-of-nobody", LIMIT))).isEmpty();
        } finally {
            for (Path file : files(NETWORKS)) {
                lab.source().virsh("net-destroy", networkOf(file));
                lab.source().virsh("net-undefine", networkOf(file)).orFail();
            }
        }
    }

    private static String networkOf(Path file) {
        return file.getFileName().toString().replace(".xml", "");
    }

    private static void assertThatItDoesNotStart(
            LibvirtHypervisor hypervisor, String definition, String network, Rule expected) throws Exception {
        Path file = CORPUS.resolve(definition + ".xml");
        NetworkDocument read = NetworkDocument.parse(
                await(hypervisor.network(network, LIMIT)).orElseThrow().getBytes(StandardCharsets.UTF_8));
        List<Finding> findings = Objects.requireNonNull(DomainCheck.all(
                        Map.of("it", Files.readAllBytes(file)),
                        new Networks(Map.of(network, Optional.of(read))),
                        Optional.empty())
                .get("it"));
        assertThat(findings).extracting(Finding::rule).contains(expected);

        lab.source().virsh("define", file.toString()).orFail();
        Command.Outcome started = lab.source().virsh("start", nameOf(file).value());
        lab.source().virsh("undefine", nameOf(file).value()).orFail();
        assertThat(started.exit()).as(definition + ": " + started).isNotZero();
    }

    @Test
    void theDefinitionThatADaemonReadsIsTheOneThatIsJudged() throws Exception {
        DomainName name = nameOf(Path.of("pair.xml"));
        lab.source().virsh("define", CORPUS.resolve("pair.xml").toString()).orFail();
        try (LibvirtHypervisor hypervisor = new LibvirtHypervisor(lab.source().settings(VfTemplate.HOSTDEV))) {
            String read = await(hypervisor.definition(name, LIMIT)).orElseThrow();

            assertThat(read).contains("<name>" + name + "</name>", "persistent='ua-standby0'");
            assertThat(errors(read.getBytes(StandardCharsets.UTF_8))).isEmpty();
            assertThat(await(hypervisor.definition(new DomainName("nobody"), LIMIT)))
                    .isEmpty();
        } finally {
            lab.source().virsh("undefine", name.value()).orFail();
        }
    }
}
