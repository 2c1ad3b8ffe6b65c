package io.netfailover.netlink;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What every decoder promises for every input: no exception but the module's own, an end, and memory in proportion to the input. */
final class DecoderTrial {
    /** An object for each attribute of 4 bytes, and those of the greatest records once. */
    private static final long BYTES_PER_INPUT_BYTE = 64;

    private static final long BYTES_IN_ANY_CASE = 64 * 1024;

    /** Decoding takes microseconds; a collection or a scheduler that has others to serve takes more. */
    private static final long LONGEST_NS = 5_000_000_000L;

    /** What comes on the first reading and never again. */
    private static final int CLASS_LOADING = 3;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private DecoderTrial() {}

    static void run(Decoder decoder, byte[] input) {
        ByteBuffer payload = ByteBuffer.wrap(input.clone()).order(ByteOrder.nativeOrder());
        long allowed = BYTES_IN_ANY_CASE + BYTES_PER_INPUT_BYTE * input.length;
        long startNs = System.nanoTime();
        long allocated = read(decoder, payload);
        long tookNs = System.nanoTime() - startNs;
        for (int again = 0; again < CLASS_LOADING && allocated > allowed; again++) {
            allocated = read(decoder, payload);
        }
        if (allocated > allowed) {
            throw new AssertionError(
                    decoder + " allocated " + allocated + " bytes for an input of " + input.length + " bytes");
        }
        if (tookNs > LONGEST_NS) {
            throw new AssertionError(decoder + " took " + tookNs / 1_000_000 + " ms");
        }
    }

    /** @return bytes allocated */
    private static long read(Decoder decoder, ByteBuffer payload) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            decoder.read(payload);
        } catch (NetlinkException e) {
            // refused, as it may be
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
