package io.netfailover.hypervisor.domainxml;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.hypervisor.domainxml.HostFacts.Link;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A pair on the VF 0000:42:02.5 and the bridge br0, against what its host has. */
class HostRulesTest {
    private static final VfRef VF = new VfRef("ens6np0", 5, new PciAddress("0000:42:02.5"));
    private static final VfRef UPLINK = new VfRef("ens6np0", 0, new PciAddress("0000:42:02.0"));

    private final Map<String, Link> links = new HashMap<>(Map.of(
            "br0", link(1500, null, null),
            "ens6np0", link(1500, null, "0000:42:00.0"),
            "ens6v0", link(1500, "br0", "0000:42:02.0")));

    private static Link link(int mtuBytes, @Nullable String master, @Nullable String device) {
        return new Link(mtuBytes, Optional.ofNullable(master), Optional.ofNullable(device));
    }

    private static byte[] definition(String name) {
        try (InputStream in =
                Objects.requireNonNull(HostRulesTest.class.getResourceAsStream("corpus/" + name + ".xml"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<Finding> findings(byte[] definition) {
        return Objects.requireNonNull(DomainCheck.all(
                        Map.of("vm1", definition),
                        Optional.of(new HostFacts(List.of(UPLINK, VF), links, Set.of("vf0"))))
                .get("vm1"));
    }

    private List<Finding> findings(String definition, Networks networks, List<VfRef> functions) {
        return Objects.requireNonNull(DomainCheck.all(
                        Map.of("vm1", definition(definition), "vm2", definition("pair")),
                        networks,
                        Optional.of(new HostFacts(functions, links, Set.of("vf0"))))
                .get("vm1"));
    }

    private List<Finding> pool(String name) {
        return findings(name, CorpusNetworks.all(), List.of(UPLINK, VF));
    }

    private List<Rule> rules(byte[] definition) {
        return findings(definition).stream().map(Finding::rule).toList();
    }

    @Test
    void aPairWhoseBridgeHasAVfOfItsPfIsSound() {
        assertThat(findings(definition("pair"))).isEmpty();
    }

    @Test
    void thePfItselfMayBeThePort() {
        links.remove("ens6v0");
        links.put("ens6np0", link(1500, "br0", "0000:42:00.0"));

        assertThat(findings(definition("pair"))).isEmpty();
    }

    @Test
    void aConfiguredUplinkMayBeThePort() {
        links.remove("ens6v0");
        links.put("vf0", link(1500, "br0", null));

        assertThat(findings(definition("pair"))).isEmpty();
    }

    @Test
    void aBridgeWithoutAWayToTheCardIsAnotherSegment() {
        links.put("ens6v0", link(1500, "br1", "0000:42:02.0"));
        links.put("eno1", link(1500, "br0", "0000:03:00.0"));

        assertThat(findings(definition("pair"))).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo(Rule.OTHER_SEGMENT);
            assertThat(finding.line()).isEqualTo(18);
            assertThat(finding.reason()).contains("neither ens6np0 nor a VF of it is a port of br0");
        });
    }

    @Test
    void aBridgeThatIsNotThereIsAnError() {
        links.remove("br0");

        assertThat(rules(definition("pair"))).containsExactly(Rule.BRIDGE_MISSING);
    }

    @Test
    void theMtuOfTheBridgeIsThePfs() {
        links.put("br0", link(9000, null, null));

        assertThat(findings(definition("pair")))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.reason()).contains("bridge br0 has an MTU of 9000 bytes, ens6np0 of 1500"));
    }

    @Test
    void theMtuOfTheStandbyCountsMoreThanItsBridges() {
        links.put("ens6np0", link(9000, null, "0000:42:00.0"));
        assertThat(rules(definition("pair-mtu-at-the-standby"))).isEmpty();

        links.put("ens6np0", link(1500, null, "0000:42:00.0"));
        assertThat(rules(definition("pair-mtu-at-the-standby"))).containsExactly(Rule.MTU);
    }

    @Test
    void aVfThatIsNotInThePoolIsTold() {
        byte[] other = new String(definition("pair"), StandardCharsets.UTF_8)
                .replace("slot='0x02' function='0x5'", "slot='0x0a' function='0x5'")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(rules(other)).containsExactly(Rule.VF_OUTSIDE_POOL);
    }

    @Test
    void whatAHostDoesNotKnowIsNamed() {
        assertThat(rules(definition("pair-vf-of-a-pool"))).containsExactly(Rule.HOST_UNCHECKED);
        assertThat(rules(definition("pair-standby-on-a-network"))).containsExactly(Rule.HOST_UNCHECKED);
    }

    @Test
    void aPoolOfAPfMayGiveItsUplinkAndWhatAnotherVmHas() {
        assertThat(pool("pool-of-a-pf"))
                .extracting(Finding::rule)
                .containsExactlyInAnyOrder(Rule.POOL_UPLINK, Rule.VF_ELSEWHERE);
        assertThat(pool("pool-of-a-pf")).allSatisfy(finding -> {
            assertThat(finding.line()).isEqualTo(27);
            assertThat(finding.reason()).containsAnyOf("ens6v0, a port of br0", "vm2 is given 0000:42:02.5");
        });
    }

    @Test
    void aPoolOfVfsGivesNoneButThem() {
        assertThat(pool("pool-of-vfs"))
                .extracting(Finding::rule)
                .containsExactly(Rule.VF_ELSEWHERE, Rule.VF_OUTSIDE_POOL);
    }

    @Test
    void thePfOfAPoolIsHeldAgainstTheBridgeAsThatOfAVf() {
        links.put("ens6v0", link(1500, "br1", "0000:42:02.0"));
        links.put("br0", link(9000, null, null));

        assertThat(pool("pool-of-vfs")).extracting(Finding::rule).contains(Rule.OTHER_SEGMENT, Rule.MTU);
    }

    @Test
    void aPoolOfAPfThatIsNotHereOrNotOursIsTold() {
        assertThat(findings("pool-of-a-pf", CorpusNetworks.all(), List.of()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.rule()).isEqualTo(Rule.VF_OUTSIDE_POOL));
        links.remove("ens6np0");
        assertThat(pool("pool-of-a-pf")).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo(Rule.POOL_PF);
            assertThat(finding.reason()).contains("gives VFs of ens6np0, and this host has no such link");
        });
    }

    @Test
    void aNetworkThatTheHostHasNotIsAnError() {
        Networks none = new Networks(Map.of("vfs", Optional.empty()));

        assertThat(findings("pair-vf-of-a-pool", none, List.of(VF)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo(Rule.POOL_MISSING);
                    assertThat(finding.reason()).isEqualTo("this host has no network vfs: the VM does not start");
                });
    }

    @Test
    void theBridgeOfAStandbyMayBeThatOfItsNetwork() throws BadXmlException {
        String bridge = "<network><name>%s</name><forward mode='bridge'/><bridge name='%s'/></network>";
        byte[] definition = definition("pair-standby-on-a-network");
        String network = DomainDocument.parse(definition).networks().iterator().next();

        for (Map.Entry<String, List<Rule>> expected : Map.of(
                        "br0", List.<Rule>of(), "br7", List.of(Rule.BRIDGE_MISSING))
                .entrySet()) {
            NetworkDocument document = NetworkDocument.parse(
                    bridge.formatted(network, expected.getKey()).getBytes(StandardCharsets.UTF_8));
            List<Rule> found = Objects.requireNonNull(DomainCheck.all(
                                    Map.of("vm1", definition),
                                    new Networks(Map.of(network, Optional.of(document))),
                                    Optional.of(new HostFacts(List.of(UPLINK, VF), links, Set.of())))
                            .get("vm1"))
                    .stream()
                    .map(Finding::rule)
                    .toList();
            assertThat(found).isEqualTo(expected.getValue());
        }
    }

    @Test
    void aVfOfTwoVmsIsToldOfBoth() {
        Map<String, List<Finding>> found = DomainCheck.all(
                Map.of("vm1", definition("pair"), "vm2", definition("pair-with-dos-lines")), Optional.empty());

        assertThat(found.get("vm1"))
                .anySatisfy(finding -> assertThat(finding.reason()).startsWith("vm2 is given 0000:42:02.5 too"));
        assertThat(found.get("vm2"))
                .anySatisfy(finding -> assertThat(finding.rule()).isEqualTo(Rule.VF_ELSEWHERE));
    }
}
