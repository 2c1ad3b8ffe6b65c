package io.netfailover.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The BTF reader as one decoder: reads the types, then looks for members in them. */
public final class BtfDecoder {
    private BtfDecoder() {}

    /** @return whether {@code data} could be read */
    public static boolean accepts(ByteBuffer data) {
        try {
            Btf btf = Btf.parse(data);
            btf.offsetOf("a", "b");
            btf.offsetOf("a", "b.c");
            return true;
        } catch (BpfException e) {
            return false;
        }
    }

    /** {@code struct a { int x; struct { typedef-of-a b; }; }}, a seed with one of each kind that the reader resolves. */
    public static byte[] seed() {
        byte[] strings = "\0a\0b\0c\0t\0".getBytes(StandardCharsets.US_ASCII);
        int types = 16 + 36 + 24 + 12;
        ByteBuffer btf = ByteBuffer.allocate(24 + types + strings.length).order(ByteOrder.nativeOrder());
        btf.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        btf.putInt(0).putInt(types).putInt(types).putInt(strings.length);
        btf.putInt(0).putInt(1 << 24).putInt(4).putInt(32); // 1: INT
        btf.putInt(1).putInt(4 << 24 | 2).putInt(8); // 2: STRUCT a of two members
        btf.putInt(5).putInt(1).putInt(0).putInt(0).putInt(3).putInt(32);
        btf.putInt(0).putInt(4 << 24 | 1).putInt(4).putInt(3).putInt(4).putInt(0); // 3: STRUCT of b
        btf.putInt(7).putInt(8 << 24).putInt(2); // 4: TYPEDEF t of a
        return btf.put(strings).array();
    }
}
