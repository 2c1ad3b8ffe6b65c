package io.netfailover.bench;

import io.netfailover.lab.LabException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** A datagram there and back, one at a time: a unit is a round trip. */
final class EchoLoad implements Load {
    private static final int BYTES = 64;

    private final DatagramChannel guest;
    private final DatagramChannel peer;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);

    /** Both are connected to each other and do not block. */
    EchoLoad(DatagramChannel guest, DatagramChannel peer) {
        this.guest = guest;
        this.peer = peer;
    }

    @Override
    public long window() throws IOException {
        pass(guest, peer);
        pass(peer, guest);
        return 1;
    }

    private void pass(DatagramChannel from, DatagramChannel to) throws IOException {
        from.write(buffer.clear());
        long deadlineNs = 0;
        while (to.read(buffer.clear()) <= 0) {
            if (deadlineNs == 0) {
                deadlineNs = System.nanoTime() + PATIENCE_NS;
            } else if (System.nanoTime() > deadlineNs) {
                throw new LabException("a datagram did not arrive at " + to.getLocalAddress());
            }
        }
    }

    @Override
    public void close() throws IOException {
        guest.close();
        peer.close();
    }
}
