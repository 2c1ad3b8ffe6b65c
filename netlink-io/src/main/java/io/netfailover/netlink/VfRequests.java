package io.netfailover.netlink;

import static io.netfailover.netlink.LinkAttribute.IFLA_VFINFO_LIST;
import static io.netfailover.netlink.VirtualFunctionMessage.*;

import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/** Settings of a VF as {@code ip link set PF vf N} sends them: structs of linux/if_link.h that begin with the VF's number. */
final class VfRequests {
    private static final int VF_MAC_BYTES = 36;
    private static final int VF_VLAN_INFO_BYTES = 16;

    private VfRequests() {}

    /** @param settings with both rates or none */
    static RequestWriter set(RequestWriter request, IfIndex pf, int vf, VfSettings settings) {
        LinkRequests.change(request, pf);
        int list = request.nest(IFLA_VFINFO_LIST);
        int info = request.nest(IFLA_VF_INFO);
        attributes(vf, settings).writeTo(request);
        vlanOfAnotherProtocol(request, vf, settings);
        return request.end(info).end(list);
    }

    private static AttributeList attributes(int vf, VfSettings settings) {
        AttributeList list = AttributeList.EMPTY;
        if (settings.address().isPresent()) {
            byte[] mac = new byte[VF_MAC_BYTES];
            struct(mac).putInt(vf).put(settings.address().get().toBytes());
            list = list.with(IFLA_VF_MAC, mac);
        }
        if (settings.vlan().isPresent() && is8021q(settings.vlan().get())) {
            VfVlan vlan = settings.vlan().get();
            list = list.u32s(IFLA_VF_VLAN, vf, vlan.id(), vlan.qos());
        }
        if (settings.spoofCheck().isPresent()) {
            list = list.u32s(IFLA_VF_SPOOFCHK, vf, settings.spoofCheck().get() ? 1 : 0);
        }
        if (settings.rssQuery().isPresent()) {
            list = list.u32s(IFLA_VF_RSS_QUERY_EN, vf, settings.rssQuery().get() ? 1 : 0);
        }
        if (settings.trusted().isPresent()) {
            list = list.u32s(IFLA_VF_TRUST, vf, settings.trusted().get() ? 1 : 0);
        }
        if (settings.linkState().isPresent()) {
            list = list.u32s(IFLA_VF_LINK_STATE, vf, settings.linkState().get().number());
        }
        OptionalInt min = settings.minTxRateMbps();
        OptionalInt max = settings.maxTxRateMbps();
        if (min.isPresent() && max.isPresent()) {
            list = list.u32s(IFLA_VF_RATE, vf, min.getAsInt(), max.getAsInt());
        }
        return list;
    }

    /** The list of one (the kernel takes no more) is what newer kernels have; for 802.1Q iproute2 keeps to the older word, and so do we. */
    private static void vlanOfAnotherProtocol(RequestWriter request, int vf, VfSettings settings) {
        if (settings.vlan().isPresent() && !is8021q(settings.vlan().get())) {
            VfVlan vlan = settings.vlan().get();
            byte[] info = new byte[VF_VLAN_INFO_BYTES];
            struct(info)
                    .putInt(vf)
                    .putInt(vlan.id())
                    .putInt(vlan.qos())
                    .order(ByteOrder.BIG_ENDIAN)
                    .putShort((short) vlan.protocol());
            int list = request.nest(IFLA_VF_VLAN_LIST);
            request.bytes(IFLA_VF_VLAN_INFO, info).end(list);
        }
    }

    private static boolean is8021q(VfVlan vlan) {
        return vlan.protocol() == VfVlan.ETH_P_8021Q;
    }

    private static ByteBuffer struct(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }
}
