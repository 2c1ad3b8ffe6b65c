package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MulticastAddressesTest {
    private static final MacAddress GROUP = MacAddress.parse("01:00:5e:01:02:03");

    private final Namespace namespace = new Namespace();
    private IfIndex link;

    @BeforeEach
    void makeALink() {
        namespace.run("ip link add a0 type veth peer name a1");
        namespace.run("ip link set a0 up");
        try (RouteSocket route = namespace.openRouteSocket()) {
            link = route.link("a0").orElseThrow().ifIndex();
        }
    }

    @AfterEach
    void delete() {
        namespace.close();
    }

    @Test
    void anAddressIsAddedOnceAndRemovedAsIpShowsIt() {
        inside(addresses -> {
            addresses.add(link, GROUP);
            addresses.add(link, GROUP);
            assertThat(addresses.staticOnes(link)).containsExactly(GROUP);
            assertThat(namespace.run("ip maddress show dev a0")).contains("01:00:5e:01:02:03 static");
            addresses.remove(link, GROUP);
            addresses.remove(link, GROUP);
            assertThat(addresses.staticOnes(link)).isEmpty();
        });
    }

    @Test
    void whatTheProtocolsJoinedIsNotStatic() {
        inside(addresses -> assertThat(addresses.staticOnes(link)).isEmpty());
        assertThat(namespace.run("ip maddress show dev a0")).contains("01:00:5e:00:00:01");
    }

    @Test
    void aLinkThatIsGoneHasNoneAndTakesNone() {
        IfIndex gone = new IfIndex(4711);
        inside(addresses -> {
            assertThat(addresses.staticOnes(gone)).isEmpty();
            addresses.remove(gone, GROUP);
            assertThatThrownBy(() -> addresses.add(gone, GROUP))
                    .isInstanceOf(NetlinkException.class)
                    .hasMessageContaining("ENODEV");
        });
    }

    private void inside(Consumer<MulticastAddresses> action) {
        namespace.inside(() -> {
            try (MulticastAddresses addresses = new MulticastAddresses()) {
                action.accept(addresses);
            }
        });
    }
}
