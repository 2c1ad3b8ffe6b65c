package io.netfailover.netlink;

import io.netfailover.types.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** RTM_NEWLINK of a PF as rtnl_fill_vfinfo of Linux 6.1 writes it: for tests on machines without VFs. */
final class VfBytes {
    static final int PF = 7;

    private VfBytes() {}

    /** Link 7, {@code pf0}, with these VFs; what a value does not tell is written as the kernel does for drivers that do not tell it. */
    static ByteBuffer link(int vfCount, VirtualFunction... functions) {
        RequestWriter writer = new RequestWriter()
                .begin(LinkAttribute.RTM_NEWLINK, 0)
                .fixed(Link.ARPHRD_ETHER << 16)
                .fixed(PF)
                .fixed(0)
                .fixed(0)
                .name(LinkAttribute.IFLA_IFNAME, "pf0")
                .u32(LinkAttribute.IFLA_NUM_VF, vfCount);
        int list = writer.nest(LinkAttribute.IFLA_VFINFO_LIST);
        for (VirtualFunction function : functions) {
            int info = writer.nest(VirtualFunctionMessage.IFLA_VF_INFO);
            attributes(writer, function);
            writer.end(info);
        }
        ByteBuffer message = writer.end(list).finish(0, 0);
        ByteBuffer payload =
                ByteBuffer.allocate(message.remaining() - MessageHeader.BYTES).order(ByteOrder.nativeOrder());
        message.position(MessageHeader.BYTES);
        return payload.put(message).flip();
    }

    private static void attributes(RequestWriter writer, VirtualFunction vf) {
        byte[] mac = new byte[36];
        struct(mac).putInt(vf.index()).put(vf.address().toBytes());
        byte[] broadcast = new byte[32];
        struct(broadcast).put(vf.broadcast().orElse(new MacAddress(0)).toBytes());
        AttributeList list = AttributeList.EMPTY
                .with(1, mac)
                .with(13, broadcast)
                .u32s(2, vf.index(), vf.vlan().id(), vf.vlan().qos())
                .u32s(6, vf.index(), vf.minTxRateMbps(), vf.maxTxRateMbps())
                .u32s(3, vf.index(), vf.txRateMbps())
                .u32s(4, vf.index(), vf.spoofCheck().map(on -> on ? 1 : 0).orElse(-1))
                .u32s(5, vf.index(), vf.linkState().number())
                .u32s(7, vf.index(), vf.rssQuery().map(on -> on ? 1 : 0).orElse(-1))
                .u32s(9, vf.index(), vf.trusted().map(on -> on ? 1 : 0).orElse(-1));
        list.writeTo(writer);
        int vlans = writer.nest(12);
        for (VfVlan vlan : vf.vlans()) {
            byte[] info = new byte[16];
            struct(info)
                    .putInt(vf.index())
                    .putInt(vlan.id())
                    .putInt(vlan.qos())
                    .order(ByteOrder.BIG_ENDIAN)
                    .putShort((short) vlan.protocol());
            writer.bytes(1, info);
        }
        writer.end(vlans);
        vf.statistics().ifPresent(statistics -> statistics(writer, statistics));
    }

    private static void statistics(RequestWriter writer, VfStatistics statistics) {
        int nest = writer.nest(8);
        AttributeList list = AttributeList.EMPTY
                .with(0, u64(statistics.rxPackets()))
                .with(1, u64(statistics.txPackets()))
                .with(2, u64(statistics.rxBytes()))
                .with(3, u64(statistics.txBytes()))
                .with(4, u64(statistics.broadcast()))
                .with(5, u64(statistics.multicast()))
                .with(7, u64(statistics.rxDropped().orElse(0)))
                .with(8, u64(statistics.txDropped().orElse(0)));
        list.writeTo(writer).end(nest);
    }

    private static byte[] u64(long value) {
        byte[] bytes = new byte[Long.BYTES];
        struct(bytes).putLong(value);
        return bytes;
    }

    private static ByteBuffer struct(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }
}
