package io.netfailover.bpf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Where the running kernel keeps the members of its structures, from its own type information (linux/btf.h,
 * Documentation/bpf/btf.rst). Types stay where they are in the file; only their positions are kept.
 */
public final class Btf {
    private static final Path KERNEL = Path.of("/sys/kernel/btf/vmlinux");
    private static final int MAGIC = 0xeb9f;
    private static final int TYPE_BYTES = 12;
    private static final int MEMBER_BYTES = 12;
    private static final int NOT_FOUND = -1;

    /** Ten times as many as the greatest structure has with all that is inside: types that contain themselves must not keep us for ever. */
    private static final int MEMBERS_AT_MOST = 10_000;

    // BTF_KIND_*
    private static final int ARRAY = 3;
    private static final int STRUCT = 4;
    private static final int UNION = 5;
    private static final int TYPEDEF = 8;
    private static final int VOLATILE = 9;
    private static final int CONST = 10;
    private static final int RESTRICT = 11;
    private static final int TYPE_TAG = 18;

    /** What {@link #idOf} can look for. */
    public enum Kind {
        STRUCT(4),
        FUNCTION(12);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    private final ByteBuffer data;
    private final int strings;
    private final int[] positions;
    private int membersLeft;

    private Btf(ByteBuffer data, int strings, int[] positions) {
        this.data = data;
        this.strings = strings;
        this.positions = positions;
    }

    /**
     * Reads the running kernel's.
     *
     * @throws BpfException when this kernel was built without CONFIG_DEBUG_INFO_BTF
     */
    public static Btf ofKernel() {
        try {
            return parse(ByteBuffer.wrap(Files.readAllBytes(KERNEL)));
        } catch (IOException e) {
            throw new BpfException("this kernel shows no type information (" + KERNEL + ")");
        }
    }

    /** @throws BpfException when {@code data} is not BTF, or has a kind of type that is newer than this reader */
    static Btf parse(ByteBuffer data) {
        data.order(ByteOrder.nativeOrder());
        if (data.limit() < 24 || (data.getShort(0) & 0xffff) != MAGIC) {
            throw new BpfException("the kernel's type information is not BTF");
        }
        // struct btf_header: hdr_len 4, type_off 8, type_len 12, str_off 16
        int header = data.getInt(4);
        int start = within(data, (long) header + data.getInt(8));
        int end = within(data, (long) start + data.getInt(12));
        int strings = within(data, (long) header + data.getInt(16));
        int[] positions = new int[2 + Math.max(0, end - start) / (4 * TYPE_BYTES)];
        int count = 1;
        int at = start;
        while (at < end) {
            if (count == positions.length) {
                positions = Arrays.copyOf(positions, 2 * count);
            }
            positions[count++] = at;
            within(data, at + (long) TYPE_BYTES);
            at = within(data, (long) at + TYPE_BYTES + tailBytes(data.getInt(at + 4)));
        }
        return new Btf(data, strings, Arrays.copyOf(positions, count));
    }

    private static int within(ByteBuffer data, long position) {
        if (position < 0 || position > data.limit()) {
            throw new BpfException("the kernel's type information points outside itself");
        }
        return (int) position;
    }

    /** What follows the common part of a type, by its kind. */
    private static int tailBytes(int info) {
        int length = info & 0xffff;
        return switch (kind(info)) {
            case 2, 7, TYPEDEF, VOLATILE, CONST, RESTRICT, 12, 16, TYPE_TAG -> 0; // PTR, FWD, FUNC, FLOAT
            case 1, 14, 17 -> 4; // INT, VAR, DECL_TAG
            case ARRAY -> 12;
            case STRUCT, UNION, 15, 19 -> 12 * length; // DATASEC, ENUM64
            case 6, 13 -> 8 * length; // ENUM, FUNC_PROTO
            default ->
                throw new BpfException(
                        "the kernel's type information has a kind " + kind(info) + " of types that is not known here");
        };
    }

    private static int kind(int info) {
        return info >>> 24 & 0x1f;
    }

    /**
     * The offset in bytes of a member.
     *
     * @param struct {@code net_device}
     * @param path a member, also of an anonymous structure inside ({@code mark} of {@code sk_buff}), or members of members
     *     ({@code nd_net.net})
     * @throws BpfException when there is no such member, or a bit field that does not begin with a byte
     */
    public synchronized int offsetOf(String struct, String path) {
        int bits = 0;
        int position = find(struct);
        for (String member : path.split("\\.", -1)) {
            membersLeft = MEMBERS_AT_MOST;
            long found = isComposite(position) ? member(position, terminated(member), 0) : NOT_FOUND;
            if (found == NOT_FOUND) {
                throw new BpfException("this kernel has no member " + path + " in struct " + struct);
            }
            bits += (int) found;
            position = resolve((int) (found >>> 32));
        }
        if (bits % 8 != 0) {
            throw new BpfException("the member " + path + " of struct " + struct + " begins inside a byte");
        }
        return bits / 8;
    }

    private int find(String struct) {
        return idOf(Kind.STRUCT, struct).stream()
                .map(id -> positions[id])
                .findFirst()
                .orElse(NOT_FOUND);
    }

    /** The number of a type, as instructions name it. */
    public OptionalInt idOf(Kind kind, String named) {
        byte[] name = terminated(named);
        for (int id = 1; id < positions.length; id++) {
            int position = positions[id];
            if (kind(data.getInt(position + 4)) == kind.number && isNamed(data.getInt(position), name)) {
                return OptionalInt.of(id);
            }
        }
        return OptionalInt.empty();
    }

    /** The member's type in the upper half, its offset in bits in the lower; depth is bounded, since the kernel's types are a tree. */
    private long member(int struct, byte[] name, int depth) {
        int info = data.getInt(struct + 4);
        boolean bitFields = info < 0; // kind_flag
        for (int i = 0; i < (info & 0xffff) && membersLeft-- > 0; i++) {
            int member = struct + TYPE_BYTES + i * MEMBER_BYTES;
            int type = data.getInt(member + 4);
            int bits = data.getInt(member + 8) & (bitFields ? 0xffffff : -1);
            if (isNamed(data.getInt(member), name)) {
                return (long) type << 32 | bits;
            }
            int inner = resolve(type);
            if (data.getInt(member) == 0 && isComposite(inner) && depth < 16) {
                long found = member(inner, name, depth + 1);
                if (found != NOT_FOUND) {
                    return found + bits;
                }
            }
        }
        return NOT_FOUND;
    }

    private boolean isComposite(int position) {
        int kind = position == NOT_FOUND ? 0 : kind(data.getInt(position + 4));
        return kind == STRUCT || kind == UNION;
    }

    /** The position of a type behind its typedefs and qualifiers. */
    private int resolve(int id) {
        for (int steps = 0; steps < 32 && id > 0 && id < positions.length; steps++) {
            int position = positions[id];
            switch (kind(data.getInt(position + 4))) {
                case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG -> id = data.getInt(position + 8);
                default -> {
                    return position;
                }
            }
        }
        return NOT_FOUND;
    }

    private boolean isNamed(int nameOffset, byte[] name) {
        long at = strings + (nameOffset & 0xffffffffL);
        if (nameOffset == 0 || at + name.length > data.limit()) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (data.get((int) at + i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] terminated(String name) {
        return (name + "\0").getBytes(StandardCharsets.US_ASCII);
    }
}
