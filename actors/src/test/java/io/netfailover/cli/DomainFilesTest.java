package io.netfailover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code domain check} and {@code domain teaming} on files; there is no daemon, except where one is asked. */
class DomainFilesTest {
    private static final String MAC = "52:54:00:00:12:53";
    private static final String PLAIN = """
            <domain type='kvm'>
              <name>vm1</name>
              <memory>262144</memory>
              <os><type arch='x86_64' machine='q35'>hvm</type></os>
              <features><acpi/></features>
              <devices>
                <interface type='bridge'>
                  <mac address='52:54:00:00:12:53'/>
                  <source bridge='br0'/>
                  <model type='virtio'/>
                </interface>
              </devices>
            </domain>
            """;

    @TempDir
    Path home;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(home.resolve("vm1.xml"), PLAIN);
    }

    private CliRun run(String... args) {
        return CliRun.of(home, args);
    }

    private CliRun teaming(String... more) {
        return run(java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("domain", "teaming", file.toString(), "--mac", MAC),
                        java.util.stream.Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void findingsAreWrittenAsCompilersWriteThemAndWarningsAreNoFailure() {
        assertThat(run("domain", "check", file.toString())).isEqualTo(new CliRun(0, """
                %1$s:1: warning: the VM has no failover pair [no-pair]
                  netfailover domain teaming FILE --mac MAC --vf PCI makes one of a virtio NIC and a VF
                %1$s: 0 errors, 1 warning, 0 notes
                """.formatted(file), ""));
    }

    @Test
    void anErrorEndsWith3() throws IOException {
        Files.writeString(file, PLAIN.replace(MAC, "53:54:00:00:12:53"));

        CliRun run = run("domain", "check", file.toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).contains(file + ":8: error: '53:54:00:00:12:53' is a group address");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void whatIsNotXmlIsAFindingToo() throws IOException {
        Files.writeString(file, "<domain>\n<devices>\n</domain>");

        CliRun run = run("domain", "check", file.toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).startsWith(file + ":3: error: it is not well-formed: ");
    }

    @Test
    void severalFilesAreHeldAgainstEachOther() throws IOException {
        teaming("--vf", "42:02.5", "-o", file.toString());
        Path other = Files.writeString(home.resolve("vm2.xml"), Files.readString(file));

        assertThat(run("domain", "check", file.toString(), other.toString()).out())
                .contains(other + " is given 0000:42:02.5 too", file + " is given 0000:42:02.5 too");
    }

    @Test
    void theNetworkOfAPoolMayBeGivenAsAFile() throws IOException {
        teaming("--pool", "vfs", "-o", file.toString());
        assertThat(run("domain", "check", file.toString()).out()).contains("; of the network alone: --network XML");
        Path network = Files.writeString(
                home.resolve("vfs.xml"), "<network><name>vfs</name><forward mode='hostdev'/></network>");

        CliRun run = run("domain", "check", file.toString(), "--network", network.toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out())
                .contains(
                        file + ":17: error: network vfs names neither a PF nor VFs",
                        file + ":17: warning: network vfs neither takes");
    }

    @Test
    void whatIsNoNetworkIsRefused() {
        assertThat(run("domain", "check", file.toString(), "--network", file.toString()))
                .isEqualTo(new CliRun(
                        3,
                        "",
                        "netfailover: cannot read network " + file
                                + ": line 1: it is not the definition of a network: its root is not <network>\n"
                                + "  give what 'virsh net-dumpxml --inactive NETWORK' prints\n"));
    }

    @Test
    void jsonHasAllThatIsSaidAndMore() throws IOException {
        CliRun run = run("domain", "check", "-j", file.toString());

        Json domain = Json.parse(run.out()).list("domains").get(0);
        assertThat(domain.text("domain")).isEqualTo(file.toString());
        Json finding = domain.list("findings").get(0);
        assertThat(finding.text("rule")).isEqualTo("no-pair");
        assertThat(finding.text("severity")).isEqualTo("warning");
        assertThat(finding.number("line")).isEqualTo(1);
        assertThat(finding.text("fix")).startsWith("netfailover domain teaming");
    }

    @Test
    void aVmIsJudgedByTheDaemonBesideFiles() throws IOException {
        Files.createDirectory(home.resolve("run"));
        try (ScriptedDaemon daemon = new ScriptedDaemon(home.resolve("run/api.sock"))) {
            daemon.answering("GET /v1/domains/vm1/check", 200, """
                    {"domain":"vm1","findings":[{"rule":"mtu","severity":"warning","line":7,"reason":"r","fix":"f"},
                    {"rule":"mac","severity":"error","line":9,"reason":"a\\u001b[31m","fix":"f"}]}""");

            CliRun run = run("domain", "check", "vm1", file.toString());

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.out())
                    .contains(
                            "vm1:7: warning: r [mtu]\n  f\n", "vm1: 1 error, 1 warning, 0 notes\n", file + ": 0 errors")
                    .doesNotContain("\u001b");
        }
    }

    @Test
    void withoutADaemonAVmIsNotReachable() {
        assertThat(run("domain", "check", "vm1").exitCode()).isEqualTo(4);
        assertThat(run("domain", "check", home + "/none.xml"))
                .isEqualTo(new CliRun(
                        3,
                        "",
                        "netfailover: cannot check " + home + "/none.xml: there is no file " + home
                                + "/none.xml\n  name the file that holds the definition\n"));
        assertThat(run("domain", "check", home.toString()).exitCode()).isEqualTo(3);
    }

    @Test
    void theDiffSaysWhatChangesAndChangesNothing() throws IOException {
        CliRun run = teaming("--pool", "vfs", "--diff");

        assertThat(run).isEqualTo(new CliRun(0, """
                --- %1$s
                +++ %1$s
                @@ -8,6 +8,16 @@
                       <mac address='52:54:00:00:12:53'/>
                       <source bridge='br0'/>
                       <model type='virtio'/>
                +      <teaming type='persistent'/>
                +      <link state='down'/>
                +      <alias name='ua-standby0'/>
                     </interface>
                +    <interface type='network'>
                +      <mac address='52:54:00:00:12:53'/>
                +      <source network='vfs'/>
                +      <model type='virtio'/>
                +      <teaming type='transient' persistent='ua-standby0'/>
                +      <alias name='ua-vf0'/>
                +    </interface>
                   </devices>
                 </domain>
                """.formatted(file), ""));
        assertThat(file).hasContent(PLAIN);
    }

    @Test
    void aFileWithoutALastLineEndSaysSoInTheDiff() throws IOException {
        Files.writeString(file, PLAIN.stripTrailing());

        assertThat(teaming("--vf", "42:02.5", "--diff").out()).endsWith(" </domain>\n\\ No newline at end of file\n");
    }

    @Test
    void theWholeGoesToStandardOutputOrAtOnceToAFile() throws IOException {
        String whole = teaming("--vf", "0000:42:02.5").out();
        assertThat(file).hasContent(PLAIN);

        assertThat(teaming("--vf", "42:02.5", "-o", file.toString())).isEqualTo(new CliRun(0, "", ""));
        assertThat(Files.readString(file)).isEqualTo(whole);
        assertThat(teaming("--vf", "42:02.5", "--diff").out()).isEmpty();
        try (var left = Files.list(home)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void aByteOrderMarkAndLineEndsOfDosStay() throws IOException {
        Files.writeString(file, "\ufeff" + PLAIN.replace("\n", "\r\n"));
        String unix = PLAIN.replace("    </interface>\n", "");

        assertThat(teaming("--vf", "42:02.5", "-o", file.toString()).exitCode()).isZero();

        assertThat(Files.readString(file))
                .startsWith("\ufeff"
                        + unix.substring(0, unix.indexOf("  </devices>")).replace("\n", "\r\n"))
                .endsWith("    </interface>\r\n  </devices>\r\n</domain>\r\n");
    }

    @Test
    void aRefusalWritesNothing() {
        Path output = home.resolve("out.xml");

        CliRun run = run(
                "domain",
                "teaming",
                file.toString(),
                "--mac",
                "52:54:00:00:00:01",
                "--vf",
                "42:02.5",
                "-o",
                output.toString());

        assertThat(run)
                .isEqualTo(new CliRun(
                        3,
                        "",
                        "netfailover: cannot make a pair in " + file + ": no virtio NIC has the MAC 52:54:00:00:00:01\n"
                                + "  its virtio NICs have: 52:54:00:00:12:53\n"));
        assertThat(output).doesNotExist();
    }

    @Test
    void whatThePairDoesNotMendIsTold() throws IOException {
        Files.writeString(file, PLAIN.replace("q35", "pc"));

        CliRun run = teaming("--vf", "42:02.5", "--diff");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("this is left to be mended", ":4: error: machine pc has no PCI Express");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--mac 52:54 --vf 42:02.5",
                "--mac 52:54:00:00:12:53 --vf 42",
                "--mac 52:54:00:00:12:53",
                "--vf 42:02.5",
                "--mac 52:54:00:00:12:53 --vf 42:02.5 --pool vfs"
            })
    void wrongUsageIsSaid(String options) {
        String[] words = ("domain teaming " + file + " " + options).split(" ");

        assertThat(run(words).exitCode()).isEqualTo(2);
    }
}
