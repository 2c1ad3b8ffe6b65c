package io.netfailover.cli;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Bounded reading of lines and of the remainder from a channel. */
final class Input {
    private static final int MAX_LINE_BYTES = 1 << 20;
    private static final int MAX_REST_BYTES = 64 << 20;

    private final ReadableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024).limit(0);

    Input(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** The next line without its end (LF or CR LF), or null where the input ends; a last line without an end is one, too. */
    @Nullable
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        while (buffer.hasRemaining() || fill()) {
            byte next = buffer.get();
            if (next == '\n') {
                return text(line);
            }
            line.write(next);
            if (line.size() > MAX_LINE_BYTES) {
                throw new ProtocolException("a line of more than " + MAX_LINE_BYTES + " bytes");
            }
        }
        return line.size() == 0 ? null : text(line);
    }

    /**
     * All that follows.
     *
     * @param announcedBytes how much was promised, or -1; less is an error, so that half an answer is never taken for a whole one
     */
    String rest(int announcedBytes) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream(buffer.capacity());
        while (buffer.hasRemaining() || (announcedBytes < 0 || rest.size() < announcedBytes) && fill()) {
            rest.write(buffer.array(), buffer.position(), buffer.remaining());
            buffer.position(buffer.limit());
            if (rest.size() > MAX_REST_BYTES) {
                throw new ProtocolException("an answer of more than " + MAX_REST_BYTES + " bytes");
            }
        }
        if (rest.size() < announcedBytes) {
            throw new EOFException("the answer ends after " + rest.size() + " of " + announcedBytes + " bytes");
        }
        return rest.toString(StandardCharsets.UTF_8);
    }

    private boolean fill() throws IOException {
        buffer.clear();
        int count = channel.read(buffer);
        buffer.flip();
        return count > 0;
    }

    private static String text(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
