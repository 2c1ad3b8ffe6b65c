package io.netfailover.lab;

import io.netfailover.os.NetworkNamespace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Packet counters of the links of a namespace, read from the kernel (proc(5) {@code net/dev}) without starting a program. */
final class LinkCounters implements AutoCloseable {
    private static final int RECEIVED_PACKETS = 1;
    private static final int TRANSMITTED_PACKETS = 9;

    private final RandomAccessFile file;
    private final byte[] content = new byte[64 * 1024];

    /** The counters of one link. */
    record Packets(long received, long transmitted) {}

    LinkCounters(LabNamespace namespace) {
        try {
            // The file keeps the namespace of the thread that opened it, whoever reads it.
            file = NetworkNamespace.named(namespace.name())
                    .<RandomAccessFile, IOException>call(() -> new RandomAccessFile("/proc/thread-self/net/dev", "r"));
        } catch (IOException e) {
            throw new LabException("cannot read the counters of " + namespace.name() + ": " + e.getMessage(), e);
        }
    }

    Map<String, Packets> read() throws IOException {
        file.seek(0);
        int length = 0;
        for (int n = 0; n >= 0 && length < content.length; n = file.read(content, length, content.length - length)) {
            length += n;
        }
        Map<String, Packets> counters = new HashMap<>();
        new String(content, 0, length, StandardCharsets.US_ASCII)
                .lines()
                .skip(2)
                .forEach(line -> {
                    int colon = line.lastIndexOf(':');
                    String[] fields = line.substring(colon + 1).strip().split(" +", -1);
                    counters.put(
                            line.substring(0, colon).strip(),
                            new Packets(
                                    Long.parseLong(fields[RECEIVED_PACKETS]),
                                    Long.parseLong(fields[TRANSMITTED_PACKETS])));
                });
        return counters;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
