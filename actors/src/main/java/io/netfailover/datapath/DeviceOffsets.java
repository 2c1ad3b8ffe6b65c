package io.netfailover.datapath;

import io.netfailover.bpf.Btf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Where this kernel keeps what the probe reads of a {@code struct net_device}. */
final class DeviceOffsets {
    /** A member and its size in bytes. */
    enum Member {
        STATE("state", 8),
        IFINDEX("ifindex", 4),
        NET("nd_net.net", 8),
        REGISTRATION("reg_state", 1);

        private final String path;
        final int bytes;

        Member(String path, int bytes) {
            this.path = path;
            this.bytes = bytes;
        }
    }

    /**
     * A stretch of memory that one probe read takes.
     *
     * @param members ordered by where they are
     */
    record Window(int offset, int bytes, List<Member> members) {}

    /** A call costs about 30 ns, copying this much hardly more than copying a word. */
    private static final int MAX_WINDOW_BYTES = 128;

    /**
     * How a program gets pointers that it may read through itself, a few instructions in place of a call: the kfuncs bpf_rdonly_cast and
     * bpf_cast_to_kern_ctx (Linux 6.2).
     *
     * @param address the BTF id of the one, which takes an address
     * @param device the BTF id of {@code struct net_device}
     * @param context the BTF id of the other, which makes a {@code struct sk_buff} of the context
     */
    record Cast(int address, int device, int context) {}

    private final Map<Member, Integer> offsets = new EnumMap<>(Member.class);
    private final int skbDevice;
    private final Optional<Cast> cast;

    private DeviceOffsets(Btf btf) {
        for (Member member : Member.values()) {
            offsets.put(member, btf.offsetOf("net_device", member.path));
        }
        this.skbDevice = btf.offsetOf("sk_buff", "dev");
        OptionalInt address = btf.idOf(Btf.Kind.FUNCTION, "bpf_rdonly_cast");
        OptionalInt device = btf.idOf(Btf.Kind.STRUCT, "net_device");
        OptionalInt context = btf.idOf(Btf.Kind.FUNCTION, "bpf_cast_to_kern_ctx");
        this.cast = address.isPresent() && device.isPresent() && context.isPresent()
                ? Optional.of(new Cast(address.getAsInt(), device.getAsInt(), context.getAsInt()))
                : Optional.empty();
    }

    private DeviceOffsets(DeviceOffsets other) {
        offsets.putAll(other.offsets);
        this.skbDevice = other.skbDevice;
        this.cast = Optional.empty();
    }

    /** @throws io.netfailover.bpf.BpfException when the kernel lacks a member */
    static DeviceOffsets of(Btf btf) {
        return new DeviceOffsets(btf);
    }

    /** For a kernel that refuses the cast. */
    DeviceOffsets withoutCast() {
        return new DeviceOffsets(this);
    }

    /** Empty where programs must read by calls. */
    Optional<Cast> cast() {
        return cast;
    }

    int of(Member member) {
        return Objects.requireNonNull(offsets.get(member));
    }

    /** {@code offsetof(struct sk_buff, dev)}. */
    int skbDevice() {
        return skbDevice;
    }

    /** {@code wanted} in as few reads as is sensible. */
    List<Window> windows(Set<Member> wanted) {
        List<Member> byOffset = new ArrayList<>(wanted);
        byOffset.sort(Comparator.comparing(this::of));
        List<Window> windows = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        int start = 0;
        int end = 0;
        for (Member member : byOffset) {
            if (!members.isEmpty() && of(member) + member.bytes - start > MAX_WINDOW_BYTES) {
                windows.add(new Window(start, end - start, List.copyOf(members)));
                members.clear();
            }
            if (members.isEmpty()) {
                start = of(member);
            }
            members.add(member);
            end = of(member) + member.bytes;
        }
        windows.add(new Window(start, end - start, List.copyOf(members)));
        return windows;
    }
}
