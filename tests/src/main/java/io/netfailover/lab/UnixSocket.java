package io.netfailover.lab;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Sockets of a program that is still starting. */
final class UnixSocket {
    private UnixSocket() {}

    /** @throws LabException when nobody listens within {@code limit} */
    static SocketChannel connect(Path socket, Duration limit) {
        AtomicReference<@Nullable SocketChannel> connected = new AtomicReference<>();
        Wait.until(
                () -> {
                    connected.set(attempt(socket));
                    return connected.get() != null;
                },
                limit);
        SocketChannel channel = connected.get();
        if (channel == null) {
            throw new LabException("nobody listens at " + socket);
        }
        return channel;
    }

    private static @Nullable SocketChannel attempt(Path socket) {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException e) {
            if (channel != null) {
                close(channel);
            }
            return null;
        }
    }

    static void writeFully(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new LabException("cannot close a socket: " + e.getMessage(), e);
        }
    }
}
