package io.netfailover.os.announce;

/** RFC 1071: the complement of the sum of 16-bit words in ones' complement. */
final class InternetChecksum {
    private InternetChecksum() {}

    /** The sum over the bytes from {@code start} to {@code end}, not folded; an odd last byte is the upper half of a word. */
    static long sum(byte[] bytes, int start, int end) {
        long sum = 0;
        for (int i = start; i < end; i++) {
            sum += (i - start) % 2 == 0 ? (bytes[i] & 0xff) << 8 : bytes[i] & 0xff;
        }
        return sum;
    }

    static int finish(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) ~folded & 0xffff;
    }
}
