package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, decoders throw NetlinkException or nothing. */
final class MalformedTest {
    private static final long SEED = 20_261_123;
    private static final int MUTANTS_PER_REPLY = 2_000;
    private static final List<String> REPLIES = List.of(
            "acknowledged",
            "address-dump",
            "address-dump-inet6",
            "error-alias-too-long",
            "error-mtu-too-large",
            "details-bridge",
            "details-bridge-port",
            "details-macvlan-source",
            "details-tap",
            "details-vxlan",
            "event-link-removed-3",
            "event-port-leaves-bridge-3",
            "filter-dump",
            "link-bridge",
            "link-dump-done",
            "link-veth",
            "link-veth-over-namespaces",
            "link-virtio_net",
            "qdisc-dump");

    @Test
    void mutatedRepliesNeverBreakADecoder() {
        SplittableRandom random = new SplittableRandom(SEED);
        int refused = 0;
        int read = 0;
        for (String name : REPLIES) {
            byte[] original = Captured.reply(name).array();
            for (int i = 0; i < MUTANTS_PER_REPLY; i++) {
                byte[] mutant = mutate(original, random);
                // a direct buffer, as the socket has, and bytes behind the datagram that must not be read
                ByteBuffer datagram =
                        ByteBuffer.allocateDirect(mutant.length + 64).order(ByteOrder.nativeOrder());
                datagram.put(mutant).flip();
                try {
                    decodeEverything(datagram);
                    read++;
                } catch (NetlinkException e) {
                    assertThat(e.errnoName()).isEqualTo("EBADMSG");
                    refused++;
                }
            }
        }
        assertThat(refused).as("mutants refused").isGreaterThan(1_000);
        assertThat(read).as("mutants read").isGreaterThan(1_000);
    }

    @Test
    void everyTruncationIsReadOrRefused() {
        for (String name : REPLIES) {
            ByteBuffer whole = Captured.reply(name);
            for (int length = 0; length < whole.capacity(); length++) {
                try {
                    decodeEverything(whole.slice(0, length).order(ByteOrder.LITTLE_ENDIAN));
                } catch (NetlinkException e) {
                    assertThat(e.errnoName()).isEqualTo("EBADMSG");
                }
            }
        }
    }

    @Test
    void messageLongerThanItsDatagramIsRefusedAndEndsTheWalk() {
        ByteBuffer datagram = Captured.reply("link-veth");
        datagram.putInt(MessageHeader.NLMSG_LEN, datagram.capacity() + 1);
        MessageReader reader = new MessageReader(datagram);
        assertThatThrownBy(reader::next)
                .hasMessage("read netlink message: message of 1197 bytes where 1196 are left (EBADMSG)");
        assertThat(reader.next()).isFalse();
    }

    @Test
    void messageShorterThanItsHeaderIsRefused() {
        ByteBuffer datagram = Captured.reply("link-veth").putInt(MessageHeader.NLMSG_LEN, 15);
        assertThatThrownBy(() -> new MessageReader(datagram).next()).hasMessageContaining("message of 15 bytes");
        ByteBuffer rest = ByteBuffer.allocate(12);
        assertThatThrownBy(() -> new MessageReader(rest).next()).hasMessageContaining("12 bytes are too few");
    }

    @Test
    void attributeShorterThanItsTypeIsRefused() {
        assertRefused(attribute(LinkAttribute.IFLA_MTU, 2, 0), "attribute 4 has 2 bytes where 4 are due");
        assertRefused(attribute(LinkAttribute.IFLA_CARRIER, 0, 0), "attribute 33 has 0 bytes where 1 are due");
        assertRefused(attribute(LinkAttribute.IFLA_MASTER, 4, -1), "holds the interface index -1");
    }

    @Test
    void attributeBeyondItsMessageIsRefused() {
        ByteBuffer payload = attribute(LinkAttribute.IFLA_MTU, 4, 1500);
        payload.putShort(LinkMessage.IFINFOMSG_BYTES, (short) 9);
        assertRefused(payload, "attribute of 9 bytes where 8 are left");
        payload.putShort(LinkMessage.IFINFOMSG_BYTES, (short) 3);
        assertRefused(payload, "attribute of 3 bytes where 8 are left");
    }

    @Test
    void linkWithoutNameOrNumberIsRefused() {
        assertRefused(attribute(LinkAttribute.IFLA_MTU, 4, 1500), "link 7 without a name");
        assertRefused(attribute(LinkAttribute.IFLA_MTU, 4, 1500).putInt(4, 0), "link with the index 0");
        assertRefused(ByteBuffer.allocate(15), "payload of 15 bytes where 16 are fixed");
    }

    @Test
    void flagsInTheAttributeTypeAreMasked() {
        ByteBuffer payload = attribute(LinkAttribute.IFLA_MTU | RequestWriter.NLA_F_NESTED | 0x4000, 4, 1500);
        AttributeReader reader = AttributeReader.after(payload, LinkMessage.IFINFOMSG_BYTES);
        assertThat(reader.next()).isTrue();
        assertThat(reader.type()).isEqualTo(LinkAttribute.IFLA_MTU);
        assertThat(reader.u32()).isEqualTo(1500);
    }

    @Test
    void positiveErrorNumberIsRefused() {
        ByteBuffer payload =
                ByteBuffer.allocate(20).order(ByteOrder.nativeOrder()).putInt(0, 5);
        assertThatThrownBy(() -> ErrorMessage.decodeError(payload, MessageHeader.NLM_F_CAPPED))
                .hasMessageContaining("error number 5 is not negative");
    }

    @Test
    void uncappedErrorHasItsAttributesBehindTheWholeRequest() {
        ByteBuffer payload = ByteBuffer.allocate(4 + 32 + 8).order(ByteOrder.nativeOrder());
        payload.putInt(0, -22).putInt(4, 30);
        payload.putShort(36, (short) 8).putShort(38, (short) 2).putInt(40, 77);
        ErrorMessage error = ErrorMessage.decodeError(payload, MessageHeader.NLM_F_ACK_TLVS);
        assertThat(error.offendingAttributeOffset()).hasValue(77);
        payload.putInt(4, 60);
        assertThatThrownBy(() -> ErrorMessage.decodeError(payload, MessageHeader.NLM_F_ACK_TLVS))
                .hasMessageContaining("error repeats a request of 60 bytes in 40");
    }

    @Test
    void errorWithoutANameKeepsItsNumber() {
        ByteBuffer payload =
                ByteBuffer.allocate(20).order(ByteOrder.nativeOrder()).putInt(0, -4711);
        ErrorMessage error = ErrorMessage.decodeError(payload, MessageHeader.NLM_F_CAPPED);
        assertThat(NetlinkException.refused("x", error).errnoName()).isEqualTo("errno 4711");
    }

    private static void assertRefused(ByteBuffer payload, String reason) {
        assertThatThrownBy(() -> LinkMessage.decode(payload))
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining(reason);
    }

    /** Link 7 with one attribute of at most four bytes. */
    private static ByteBuffer attribute(int type, int length, int value) {
        ByteBuffer payload = ByteBuffer.allocate(LinkMessage.IFINFOMSG_BYTES + 4 + length);
        payload.order(ByteOrder.nativeOrder()).putInt(4, 7);
        payload.putShort(LinkMessage.IFINFOMSG_BYTES, (short) (4 + length));
        payload.putShort(LinkMessage.IFINFOMSG_BYTES + 2, (short) type);
        for (int i = 0; i < length; i++) {
            payload.put(LinkMessage.IFINFOMSG_BYTES + 4 + i, (byte) (value >>> 8 * i));
        }
        return payload;
    }

    private static void decodeEverything(ByteBuffer datagram) {
        MessageReader reader = new MessageReader(datagram);
        while (reader.next()) {
            ByteBuffer payload = reader.payload();
            switch (reader.type()) {
                case MessageHeader.NLMSG_ERROR -> {
                    ErrorMessage error = ErrorMessage.decodeError(payload, reader.flags());
                    assertThat(NetlinkException.refused("x", error).getMessage())
                            .startsWith("x: ");
                }
                case MessageHeader.NLMSG_DONE -> ErrorMessage.decodeDone(payload, reader.flags());
                case AddressMessage.RTM_NEWADDR ->
                    AddressMessage.decode(payload)
                            .ifPresent(address -> assertThat(address.text()).contains("/"));
                case FilterMessage.RTM_NEWTFILTER -> FilterMessage.decode(payload);
                case QdiscMessage.RTM_NEWQDISC -> QdiscMessage.isClsactOf(payload, new IfIndex(1));
                default -> {
                    LinkMessage.decode(payload);
                    LinkDetails details = LinkDetailsMessage.decode(payload);
                    assertThat(LinkJson.of(List.of(details))).hasSize(1);
                }
            }
        }
    }

    /** One to four changes: a bit, a byte, a length field made extreme, or an end cut off. */
    private static byte[] mutate(byte[] original, SplittableRandom random) {
        byte[] mutant = original.clone();
        int changes = random.nextInt(1, 5);
        for (int i = 0; i < changes && mutant.length > 0; i++) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(4)) {
                case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> mutant[at] = (byte) random.nextInt();
                case 2 -> {
                    byte[] extremes = {0, 1, 3, 4, 5, 0x7f, (byte) 0x80, (byte) 0xff};
                    mutant[at & -4] = extremes[random.nextInt(extremes.length)];
                }
                default -> mutant = java.util.Arrays.copyOf(mutant, at);
            }
        }
        return mutant;
    }
}
