package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Details of links out of bytes that no kernel would send: NetlinkException or a value, in little memory. */
final class HostileLinkTest {
    private static final long SEED = 20_261_123;
    private static final int MUTANTS = 4_000;

    /** The worst are empty altnames, a text out of 4 bytes each: measured at 16. */
    private static final int BYTES_PER_BYTE = 24;

    private static final int LONGEST = 65_532;

    @Test
    void mutantsOfEveryKindAreReadOrRefused() {
        SplittableRandom random = new SplittableRandom(SEED);
        int read = 0;
        int refused = 0;
        for (ByteBuffer original : originals()) {
            for (int i = 0; i < MUTANTS; i++) {
                byte[] mutant = new byte[original.remaining()];
                original.duplicate().get(mutant);
                for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
                    int at = random.nextInt(16, mutant.length);
                    mutant[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(16));
                }
                try {
                    assertThat(LinkJson.of(List.of(LinkDetailsMessage.decode(buffer(mutant)))))
                            .hasSize(1);
                    read++;
                } catch (NetlinkException e) {
                    assertThat(e.errnoName()).isEqualTo("EBADMSG");
                    refused++;
                }
            }
        }
        assertThat(read).isGreaterThan(1_000);
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void longestListsTakeLittleMemory() {
        assertThat(allocatedFor(list(LinkAttribute.IFLA_PROP_LIST, LinkAttribute.IFLA_ALT_IFNAME, 4)))
                .isLessThan((long) LONGEST * BYTES_PER_BYTE);
        assertThat(allocatedFor(inInfoData("vlan", 3, 1, 12))).isLessThan((long) LONGEST * BYTES_PER_BYTE);
        assertThat(allocatedFor(inInfoData("macvlan", 5, 4, 12))).isLessThan((long) LONGEST * BYTES_PER_BYTE);
        assertThat(allocatedFor(inInfoData("bond", 8, 1, 8))).isLessThan((long) LONGEST * BYTES_PER_BYTE);
        assertThat(allocatedFor(inInfoData("bridge", 8, 8, 4))).isLessThan((long) LONGEST * BYTES_PER_BYTE);
    }

    @Test
    void vfsWithoutContentAreRefusedAtTheFirst() {
        ByteBuffer payload = list(LinkAttribute.IFLA_VFINFO_LIST, VirtualFunctionMessage.IFLA_VF_INFO, 4);
        assertThatThrownBy(() -> LinkDetailsMessage.decode(payload))
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining("VF without IFLA_VF_MAC");
    }

    @Test
    void structsThatAreTooShortAreRefused() {
        assertRefused(writer ->
                writer.bytes(LinkAttribute.IFLA_PHYS_SWITCH_ID, new byte[0]).u8(LinkAttribute.IFLA_NUM_TX_QUEUES, 1));
        assertRefused(writer -> writer.bytes(LinkAttribute.IFLA_EVENT, new byte[3]));
        assertRefused(writer -> info(writer, "bridge", AttributeList.EMPTY.with(10, new byte[7])));
        assertRefused(writer -> info(writer, "bridge", AttributeList.EMPTY.with(46, new byte[7])));
        assertRefused(writer -> info(writer, "bridge", AttributeList.EMPTY.with(16, new byte[7])));
        assertRefused(writer -> info(writer, "vlan", AttributeList.EMPTY.with(5, new byte[1])));
        assertRefused(writer -> info(writer, "bond", AttributeList.EMPTY.with(8, new byte[] {7, 0, 0, 0, 1, 2, 3})));
        assertRefused(writer -> info(writer, "macvlan", AttributeList.EMPTY.with(5, new byte[] {6, 0, 4, 0, 1, 2})));
    }

    @Test
    void whatIsMissingReadsAsNothing() {
        for (String kind : List.of("bridge", "bond", "vlan", "macvlan", "tun")) {
            ByteBuffer payload = link(writer -> info(writer, kind, AttributeList.EMPTY));
            LinkDetails details = LinkDetailsMessage.decode(payload);
            assertThat(details.kindData())
                    .isNotInstanceOf(KindData.Unknown.class)
                    .isNotEqualTo(new KindData.None());
            assertThat(LinkJson.of(List.of(details))).hasSize(1);
        }
        for (String master : List.of("bridge", "bond", "other")) {
            LinkDetails details = LinkInfoBytes.link("", AttributeList.EMPTY, master, AttributeList.EMPTY);
            assertThat(details.portData()).isNotEqualTo(new PortData.None());
            assertThat(LinkJson.of(List.of(details))).hasSize(1);
        }
        LinkDetails bare = LinkDetailsMessage.decode(link(writer -> {}));
        assertThat(bare.kindData()).isEqualTo(new KindData.None());
        assertThat(bare.addressGeneration()).isEmpty();
        assertThat(bare.vfCount()).isEmpty();
        assertThat(bare.virtualFunctionsAreTruncated()).isFalse();
        assertThat(bare.lowerIsNone()).isFalse();
    }

    private static List<ByteBuffer> originals() {
        List<ByteBuffer> originals = new ArrayList<>();
        originals.add(VfBytes.link(2, VirtualFunctionTest.UNTOUCHED, VirtualFunctionTest.SET));
        originals.addAll(LinkInfoBytes.payloads());
        return originals;
    }

    private static void assertRefused(Consumer<RequestWriter> attributes) {
        ByteBuffer payload = link(attributes);
        assertThatThrownBy(() -> LinkDetailsMessage.decode(payload)).isInstanceOf(NetlinkException.class);
    }

    private static void info(RequestWriter writer, String kind, AttributeList data) {
        int info = writer.nest(LinkAttribute.IFLA_LINKINFO);
        writer.name(LinkAttribute.IFLA_INFO_KIND, kind);
        int nest = writer.nest(LinkAttribute.IFLA_INFO_DATA);
        data.writeTo(writer).end(nest).end(info);
    }

    private static ByteBuffer link(Consumer<RequestWriter> attributes) {
        RequestWriter writer = new RequestWriter()
                .begin(LinkAttribute.RTM_NEWLINK, 0)
                .fixed(0)
                .fixed(7)
                .fixed(0)
                .fixed(0)
                .name(LinkAttribute.IFLA_IFNAME, "x");
        attributes.accept(writer);
        ByteBuffer message = writer.finish(0, 0);
        message.position(MessageHeader.BYTES);
        return message.slice().order(ByteOrder.nativeOrder());
    }

    /** A link with one attribute as long as there can be, full of others of {@code each} bytes. */
    private static ByteBuffer list(int type, int innerType, int each) {
        ByteBuffer payload = buffer(new byte[LONGEST + 24]);
        payload.putInt(4, 7);
        payload.putShort(16, (short) 6)
                .putShort(18, (short) LinkAttribute.IFLA_IFNAME)
                .put(20, (byte) 'x');
        fill(payload, 24, payload.capacity(), type, innerType, each);
        return payload;
    }

    private static void fill(ByteBuffer payload, int start, int end, int type, int innerType, int each) {
        payload.putShort(start, (short) (end - start)).putShort(start + 2, (short) type);
        for (int at = start + 4; at + each <= end; at += each) {
            payload.putShort(at, (short) each).putShort(at + 2, (short) innerType);
        }
        int rest = (end - start - 4) % each;
        payload.putShort(start, (short) (end - start - rest));
    }

    /** As {@link #list}, inside IFLA_INFO_DATA of a kind. */
    private static ByteBuffer inInfoData(String kind, int type, int innerType, int each) {
        ByteBuffer payload = list(LinkAttribute.IFLA_LINKINFO, 99, 4);
        int end = payload.capacity();
        payload.putShort(28, (short) 12).putShort(30, (short) LinkAttribute.IFLA_INFO_KIND);
        for (int i = 0; i < kind.length(); i++) {
            payload.put(32 + i, (byte) kind.charAt(i));
        }
        payload.put(32 + kind.length(), (byte) 0);
        fill(payload, 44, end, type, innerType, each);
        int list = payload.getShort(44) & 0xffff;
        payload.putShort(40, (short) (list + 4)).putShort(42, (short) LinkAttribute.IFLA_INFO_DATA);
        payload.putShort(24, (short) (44 + list - 24));
        return payload.limit(44 + list);
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    /** What reading it takes from the heap, refused or not, when the classes are loaded. */
    private static long allocatedFor(ByteBuffer payload) {
        decode(payload);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        decode(payload);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static void decode(ByteBuffer payload) {
        try {
            assertThat(LinkDetailsMessage.decode(payload).link().name()).isEqualTo("x");
        } catch (NetlinkException e) {
            assertThat(e.errnoName()).isEqualTo("EBADMSG");
        }
    }
}
