package io.netfailover.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.IfIndex;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundPacketSocketTest {
    private static final IfIndex LOOPBACK = new IfIndex(1);

    @Test
    void aBoundSocketIsSeenWithItsOwner() {
        try (PacketSocket own = PacketSocket.open(LOOPBACK, BoundPacketSocket.ETH_P_IP)) {
            assertThat(BoundPacketSocket.all())
                    .filteredOn(socket -> socket.link().equals(LOOPBACK)
                            && socket.protocol() == BoundPacketSocket.ETH_P_IP
                            && socket.owner()
                                    .filter(owner -> owner.pid()
                                                    == ProcessHandle.current().pid()
                                            && !owner.name().isEmpty())
                                    .isPresent())
                    .hasSize(1);
            assertThat(own).isNotNull();
        }
    }

    /** Linux 6.1: dhclient on link 3, and lldpd's socket that is bound to no link. */
    @Test
    void whatIsBoundToNoLinkIsLeftOut() {
        assertThat(BoundPacketSocket.parse(List.of(
                        "sk               RefCnt Type Proto  Iface R Rmem   User   Inode",
                        "0000000000000000 3      3    0003   3     1 0      0      21570 ",
                        "0000000000000000 3      3    88cc   0     1 0      108    18377 ")))
                .containsExactly(new BoundPacketSocket(new IfIndex(3), 3, 21570));
    }

    @Test
    void aSocketThatNobodyHasOpenHasNoOwner() {
        assertThat(new BoundPacketSocket(LOOPBACK, 3, Long.MAX_VALUE).owner()).isEmpty();
    }
}
