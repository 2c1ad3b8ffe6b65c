package io.netfailover.hypervisor.domainxml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TeamingTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:00:12:53");
    private static final Teaming.Function VF = new Teaming.Vf(new PciAddress("0000:42:02.5"));
    private static final Teaming.Function POOL = new Teaming.Pool("vfs");

    /** One NIC, as virt-install leaves it. */
    private static final String PLAIN = """
            <domain type='kvm'>
              <name>vm1</name> <!-- of the shop -->
              <devices>
                <interface type='bridge'>
                  <mac address='52:54:00:00:12:53'/>
                  <source bridge='br0'/>
                  <model type='virtio'/> <!-- fast -->
                </interface>
                <serial type='pty'/>
              </devices>
            </domain>
            """;

    private static final String PAIR = """
            <domain type='kvm'>
              <name>vm1</name> <!-- of the shop -->
              <devices>
                <interface type='bridge'>
                  <mac address='52:54:00:00:12:53'/>
                  <source bridge='br0'/>
                  <model type='virtio'/> <!-- fast -->
                  <teaming type='persistent'/>
                  <link state='down'/>
                  <alias name='ua-standby0'/>
                </interface>
                <interface type='hostdev' managed='yes'>
                  <mac address='52:54:00:00:12:53'/>
                  <source>
                    <address type='pci' domain='0x0000' bus='0x42' slot='0x02' function='0x5'/>
                  </source>
                  <teaming type='transient' persistent='ua-standby0'/>
                  <alias name='ua-vf0'/>
                </interface>
                <serial type='pty'/>
              </devices>
            </domain>
            """;

    private static String applied(String definition, Teaming.Function function) {
        try {
            return new String(
                    Teaming.apply(definition.getBytes(StandardCharsets.UTF_8), MAC, function), StandardCharsets.UTF_8);
        } catch (BadXmlException | TeamingRefusedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPlainNicBecomesAPairAndAllElseStays() {
        assertThat(applied(PLAIN, VF)).isEqualTo(PAIR);
    }

    @Test
    void aSecondRunChangesNothing() {
        assertThat(applied(PAIR, VF)).isEqualTo(PAIR);
    }

    @Test
    void lineEndsQuotesAndTabsAreThoseOfTheSurroundings() {
        String dos = like(PLAIN);

        assertThat(applied(dos, VF)).isEqualTo(like(PAIR));
    }

    /** With the line ends of DOS, tabs and double quotes. */
    private static String like(String definition) {
        return definition.replace("\n", "\r\n").replace('\'', '"').replace("  ", "\t");
    }

    @Test
    void aDefinitionOnOneLineStaysOnOneLine() {
        String line = PLAIN.replaceAll(">\\s+<", "><").strip();

        assertThat(applied(line, POOL))
                .doesNotContain("\n")
                .contains(
                        "<alias name='ua-standby0'/><!-- fast --></interface><interface type='network'>"
                                + "<mac address='52:54:00:00:12:53'/><source network='vfs'/><model type='virtio'/>"
                                + "<teaming type='transient' persistent='ua-standby0'/><alias name='ua-vf0'/></interface><serial");
    }

    @Test
    void whatIsHalfThereIsCompleted() {
        String half = PAIR.replace("      <teaming type='persistent'/>\n", "")
                .replace("state='down'", "state=\"up\"")
                .replace("managed='yes'", "managed = 'no'")
                .replace("ua-vf0", "vf0")
                .replace(
                        "<teaming type='transient' persistent='ua-standby0'/>",
                        "<teaming type='transient' persistent='x' />");

        assertThat(applied(half, VF))
                .contains("<link state=\"down\"/>", "managed = 'yes'", "name='ua-vf0'", "<teaming type='persistent'/>")
                .contains("<teaming type='transient' persistent='ua-standby0'/>");
    }

    @Test
    void aVfTakesThePlaceOfAnotherAndAPoolOfBoth() {
        String other = applied(PAIR, new Teaming.Vf(new PciAddress("0000:17:10.1")));
        assertThat(other)
                .isEqualTo(
                        PAIR.replace("bus='0x42' slot='0x02' function='0x5'", "bus='0x17' slot='0x10' function='0x1'"));

        String pool = applied(PAIR, POOL);
        assertThat(pool)
                .contains(
                        "<interface type='network'>",
                        "<source network='vfs'/>",
                        "<model type='virtio'/>\n    </interface>")
                .doesNotContain("managed", "0x42");
        assertThat(applied(pool, VF))
                .isEqualTo(PAIR.replace("'ua-vf0'/>\n", "'ua-vf0'/>\n      <model type='virtio'/>\n"));
    }

    @Test
    void aliasesThatAreTakenAreNotTakenAgain() {
        String taken = PLAIN.replace("<serial type='pty'/>", "<serial type='pty'><alias name='ua-vf0'/></serial>");

        assertThat(applied(taken, VF)).contains("<alias name='ua-vf1'/>", "<alias name='ua-standby0'/>");
    }

    @Test
    void theNameOfAPoolIsEscaped() {
        assertThat(applied(PLAIN, new Teaming.Pool("a'b\"<&"))).contains("network='a&apos;b&quot;&lt;&amp;'");
    }

    @Test
    void itIsRefusedWithoutTheVirtioNicForIt() {
        assertRefused(PLAIN.replace("12:53", "12:54"), "no virtio NIC has the MAC 52:54:00:00:12:53");
        assertRefused(
                PLAIN.replace("'virtio'", "'e1000e'"),
                "the NIC of line 4 with the MAC 52:54:00:00:12:53 is not virtio");
        assertRefused(
                PAIR.replace(
                        "<serial type='pty'/>",
                        "<interface type='user'><mac address='52:54:00:00:12:53'/></interface>"),
                "more than one NIC has the MAC");
        assertRefused(
                PLAIN.replace("<serial type='pty'/>", """
                        <hostdev mode='subsystem' type='pci'><source>
                        <address bus='0x42' slot='2' function='5'/></source></hostdev>"""), "0000:42:02.5 is given to the device of line 9 already");
    }

    private static void assertRefused(String definition, String why) {
        assertThatExceptionOfType(TeamingRefusedException.class)
                .isThrownBy(() -> Teaming.apply(definition.getBytes(StandardCharsets.UTF_8), MAC, VF))
                .withMessageContaining(why)
                .satisfies(refusal -> assertThat(refusal.advice()).isNotBlank());
    }
}
