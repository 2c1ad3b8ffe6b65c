package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.actors.Links;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MasterPartsTest {
    private static final MasterName NAME = new MasterName("ens10");
    private static final IfIndex STANDBY = new IfIndex(10);
    private static final String ALIAS = "netfailover part=master name=ens10 standby=10 was=ens10 up=1";

    @Test
    void aVlanOnAMasterWithoutAPairIsNotItsIdleEnd() {
        Link bond = Links.veth(12, "ens10").kind("bond").alias(ALIAS).link();
        Link vlan = Links.veth(14, "ens10.7").vlanOn(12).link();

        MasterParts parts = MasterParts.find(List.of(bond, vlan), NAME);

        assertThat(parts.master()).contains(bond);
        assertThat(parts.idle()).isEmpty();
        assertThat(parts.isComplete()).isTrue();
    }

    @Test
    void aBondThatDiedBeforeItsAliasIsKnownByItsNameAndTheStandbysAddress() {
        Link standby = Links.physical(10, "ens10", "virtio0").link();
        Link bond = Links.veth(12, "ens10x").kind("bond").down().link();

        assertThat(found(standby, bond)).contains(bond);
        assertThat(found(
                        standby,
                        Links.veth(12, "ens10x")
                                .kind("bond")
                                .mac(Links.OTHER_MAC)
                                .down()
                                .link()))
                .isEmpty();
        assertThat(found(standby, Links.veth(12, "ens10x").kind("bond").link())).isEmpty();
        assertThat(found(
                        standby,
                        Links.veth(12, "ens10x")
                                .kind("bond")
                                .alias("mine")
                                .down()
                                .link()))
                .isEmpty();
    }

    private static Optional<Link> found(Link... links) {
        return MasterParts.findUnmarked(List.of(links), NAME, STANDBY).master();
    }
}
