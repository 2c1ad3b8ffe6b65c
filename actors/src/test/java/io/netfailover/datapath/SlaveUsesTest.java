package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.os.BoundPacketSocket;
import io.netfailover.os.BoundPacketSocket.Owner;
import io.netfailover.os.PacketSocket;
import io.netfailover.types.IfIndex;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlaveUsesTest {
    private static final IfIndex LOOPBACK = new IfIndex(1);
    private static final long SELF = ProcessHandle.current().pid();

    @Test
    void addressesAreSeenAndOurOwnSocketsAreNoUse() {
        try (SlaveUses uses = SlaveUses.open();
                PacketSocket own = PacketSocket.open(LOOPBACK, BoundPacketSocket.ETH_P_IP)) {
            assertThat(own).isNotNull();
            assertThat(uses.apply(Set.of(LOOPBACK)).get(LOOPBACK))
                    .contains("has the address 127.0.0.1/8")
                    .noneMatch(words -> words.contains("pid " + SELF));
        }
    }

    @Test
    void withoutSlavesNothingIsSought() {
        try (SlaveUses uses = SlaveUses.open()) {
            assertThat(uses.apply(Set.of())).isEqualTo(Map.of());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x0003, dhclient, true",
        "0x0003, tcpdump, false",
        "0x88cc, lldpd, false",
        "0x0800, systemd-network, true",
        "0x0800, something, true"
    })
    void dhcpClientsAreKnownByNameOrByListeningToIpAlone(int protocol, String name, boolean client) {
        assertThat(SlaveUses.isDhcpClient(new BoundPacketSocket(LOOPBACK, protocol, 4711), new Owner(SELF + 1, name)))
                .isEqualTo(client);
    }
}
