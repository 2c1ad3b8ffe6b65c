package io.netfailover.lab;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The far end of an emulated NIC's cable: whole Ethernet frames, each behind its length ({@code -netdev stream}). */
public final class Cable implements AutoCloseable {
    private final SocketChannel channel;
    private final Queue<byte[]> come = new ConcurrentLinkedQueue<>();

    private Cable(SocketChannel channel) {
        this.channel = channel;
    }

    static Cable connect(Path socket, Duration limit) {
        Cable cable = new Cable(UnixSocket.connect(socket, limit));
        GuestAgent.daemon(cable::read, "cable-reader").start();
        return cable;
    }

    /** Puts a frame onto the cable, without its check sequence. */
    public void send(byte[] frame) {
        ByteBuffer packet = ByteBuffer.allocate(Integer.BYTES + frame.length);
        packet.putInt(frame.length).put(frame).flip();
        try {
            UnixSocket.writeFully(channel, packet);
        } catch (IOException e) {
            throw new LabException("cannot send a frame: " + e.getMessage(), e);
        }
    }

    /** What the guest has sent since this was asked last. */
    public List<byte[]> take() {
        List<byte[]> taken = new ArrayList<>();
        for (byte[] frame = come.poll(); frame != null; frame = come.poll()) {
            taken.add(frame);
        }
        return taken;
    }

    private void read() {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)))) {
            while (true) {
                come.add(in.readNBytes(in.readInt()));
            }
        } catch (IOException e) {
            // QEMU ended, or we closed the socket
        }
    }

    @Override
    public void close() {
        UnixSocket.close(channel);
    }
}
