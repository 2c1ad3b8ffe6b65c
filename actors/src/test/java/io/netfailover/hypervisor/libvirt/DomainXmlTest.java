package io.netfailover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.hypervisor.Nic;
import io.netfailover.hypervisor.VfNic;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DomainXmlTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:00:12:53");
    private static final VfNic VF =
            new VfNic("ua-vf0", "ua-standby0", MAC, new VfRef("ens6np0", 5, new PciAddress("0000:42:02.5")));

    /** As libvirt 9.0 writes a running domain with a pair. */
    private static final String LIVE = """
            <domain type='qemu' id='3'>
              <name>vm1</name>
              <devices>
                <emulator>/usr/bin/qemu-system-x86_64</emulator>
                <interface type='bridge'>
                  <mac address='52:54:00:00:12:53'/>
                  <source bridge='br0'/>
                  <target dev='vmtap01'/>
                  <model type='virtio'/>
                  <teaming type='persistent'/>
                  <link state='down'/>
                  <alias name='ua-standby0'/>
                  <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
                </interface>
                <interface type='hostdev' managed='yes'>
                  <mac address='52:54:00:00:12:53'/>
                  <driver name='vfio'/>
                  <source>
                    <address type='pci' domain='0x0000' bus='0x42' slot='0x02' function='0x5'/>
                  </source>
                  <teaming type='transient' persistent='ua-standby0'/>
                  <alias name='ua-vf0'/>
                  <address type='pci' domain='0x0000' bus='0x02' slot='0x00' function='0x0'/>
                </interface>
                <serial type='pty'><alias name='serial0'/></serial>
              </devices>
            </domain>
            """;

    @Test
    void bothHalvesOfAPairAreRead() {
        assertThat(DomainXml.parse(LIVE).nics())
                .containsExactly(
                        new Nic(
                                "ua-standby0",
                                "virtio",
                                MAC,
                                Optional.of("vmtap01"),
                                Optional.empty(),
                                false,
                                Optional.empty(),
                                true),
                        new Nic(
                                "ua-vf0",
                                "hostdev",
                                MAC,
                                Optional.empty(),
                                Optional.of(new PciAddress("0000:42:02.5")),
                                true,
                                Optional.of("ua-standby0"),
                                false));
    }

    @Test
    void aNicWithoutAnAliasGetsTheOneThatLibvirtWillGiveIt() {
        assertThat(DomainXml.parse(LIVE.replace("<alias name='ua-vf0'/>", "")).nics())
                .extracting(Nic::alias)
                .containsExactly("ua-standby0", "net1");
    }

    @Test
    void aDomainWithoutNicsHasNone() {
        assertThat(DomainXml.parse("<domain><devices/></domain>").nics()).isEmpty();
        assertThat(DomainXml.parse("<domain/>").nics()).isEmpty();
    }

    @Test
    void theCarrierIsChangedAndAllElseOfTheDeviceKept() {
        String device = DomainXml.parse(LIVE).withLink("ua-standby0", true).orElseThrow();

        DomainXml changed = DomainXml.parse("<domain><devices>" + device + "</devices></domain>");
        assertThat(changed.nic("ua-standby0").orElseThrow().linkUp()).isTrue();
        assertThat(device)
                .contains("<teaming type=\"persistent\"/>", "bus=\"0x01\"", "<source bridge=\"br0\"/>")
                .doesNotContain("hostdev");
    }

    @Test
    void aDeviceThatHadNoCarrierElementGetsOne() {
        assertThat(DomainXml.parse(LIVE).withLink("ua-vf0", false).orElseThrow())
                .contains("<link state=\"down\"/>");
    }

    @Test
    void noDeviceIsMadeUpForAnUnknownAlias() {
        assertThat(DomainXml.parse(LIVE).withLink("ua-vf7", true)).isEmpty();
    }

    @Test
    void theDestinationsVfTakesThePlaceOfTheSources() {
        String moved =
                DomainXml.parse(LIVE).withVfs(List.of(VfTemplate.HOSTDEV.xml(at("0000:17:10.1"))), Set.of("ua-vf0"));

        assertThat(DomainXml.parse(moved).nics())
                .extracting(Nic::alias, Nic::vf)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("ua-standby0", Optional.empty()),
                        org.assertj.core.groups.Tuple.tuple("ua-vf0", Optional.of(new PciAddress("0000:17:10.1"))));
        assertThat(moved).contains("<emulator>", "<serial");
    }

    @Test
    void withoutVfsAtTheDestinationNoneStaysInTheDefinition() {
        String moved = DomainXml.parse(LIVE).withVfs(List.of(), Set.of());

        assertThat(DomainXml.parse(moved).nics()).extracting(Nic::alias).containsExactly("ua-standby0");
    }

    @Test
    void aVfThatIsPluggedInIsExchangedAndStaysWhereItIsInTheGuest() {
        String moved = DomainXml.parse(LIVE)
                .withHostSides(Map.of("ua-vf0", VfTemplate.HOSTDEV.xml(at("0000:17:10.1"))))
                .orElseThrow();

        assertThat(DomainXml.parse(moved).nic("ua-vf0").orElseThrow().vf()).contains(new PciAddress("0000:17:10.1"));
        assertThat(moved).contains("<driver name=\"vfio\"/>", "bus=\"0x02\"").doesNotContain("0x42");
    }

    @Test
    void aDomainWithoutItsVfRunsOnAsItIs() {
        assertThat(DomainXml.parse(LIVE).withHostSides(Map.of("ua-vf7", VfTemplate.HOSTDEV.xml(VF))))
                .isEmpty();
    }

    @Test
    void theTemplateWritesWhatTheKernelsDocumentHasAndAnAlias() {
        String xml = VfTemplate.HOSTDEV.xml(VF);

        assertThat(xml).isEqualTo("""
                        <interface type='hostdev' managed='yes'>
                          <mac address='52:54:00:00:12:53'/>
                          <source><address type='pci' domain='0x0000' bus='0x42' slot='0x02' function='0x5'/></source>
                          <teaming type='transient' persistent='ua-standby0'/>
                          <alias name='ua-vf0'/>
                        </interface>""");
    }

    @Test
    void anAliasCannotBreakOutOfItsQuotes() {
        VfNic hostile = new VfNic("ua-'/><x y='", "ua-standby0", MAC, VF.vf());

        DomainXml domain =
                DomainXml.parse("<domain><devices>" + VfTemplate.HOSTDEV.xml(hostile) + "</devices></domain>");

        assertThat(domain.nics()).extracting(Nic::alias).containsExactly("ua-'/><x y='");
    }

    @Test
    void aTemplateWithoutAnAliasIsRefused() {
        assertThatThrownBy(() -> new VfTemplate("<interface><mac address='{mac}'/></interface>"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{alias}");
    }

    @Test
    void aDocumentTypeIsRefused() {
        String hostile =
                "<!DOCTYPE domain [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><domain><name>&e;</name></domain>";

        assertThatThrownBy(() -> DomainXml.parse(hostile))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DOCTYPE");
    }

    private static VfNic at(String pci) {
        return new VfNic(VF.alias(), VF.standbyAlias(), MAC, new VfRef("ens6np0", 1, new PciAddress(pci)));
    }
}
