package io.netfailover.bench;

import com.sun.management.ThreadMXBean;
import io.netfailover.lab.LabException;
import io.netfailover.lab.LabNamespace;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.LinkListener;
import io.netfailover.netlink.NetlinkReceiver;
import io.netfailover.netlink.ReceiverStatistics;
import io.netfailover.os.NetworkNamespace;
import io.netfailover.types.MacAddress;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ours: the daemon's own receiver, whose thread begins only at the release. */
final class JavaDrain implements Drain {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long PATIENCE_SECONDS = 60;

    private final LabNamespace namespace;
    private final int receiveBufferBytes;
    private @Nullable NetlinkReceiver receiver;
    private Listener listener = new Listener();

    JavaDrain(LabNamespace namespace, int receiveBufferBytes) {
        this.namespace = namespace;
        this.receiveBufferBytes = receiveBufferBytes;
    }

    @Override
    public String name() {
        return "ours";
    }

    @Override
    public void subscribe() {
        listener = new Listener();
        receiver =
                NetworkNamespace.named(namespace.name()).call(() -> new NetlinkReceiver(listener, receiveBufferBytes));
    }

    @Override
    public Drained release() {
        NetlinkReceiver released = receiver;
        if (released == null) {
            throw new LabException("nobody subscribed");
        }
        long startNs = System.nanoTime();
        released.start();
        try {
            if (!listener.ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new LabException("the last message did not come within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
        ReceiverStatistics statistics = released.statistics();
        released.close();
        receiver = null;
        return new Drained(
                listener.messages,
                listener.endNs - startNs,
                listener.checksum,
                statistics.bytes(),
                statistics.overruns(),
                listener.allocated);
    }

    @Override
    public void close() {
        if (receiver != null) {
            receiver.close();
        }
    }

    /** Does with each link what the peers do with theirs. */
    private static final class Listener implements LinkListener {
        private final CountDownLatch ended = new CountDownLatch(1);
        private long messages;
        private long checksum;
        private long allocatedBefore = -1;
        private long allocated;
        private long endNs;

        @Override
        public void linkChanged(Link link) {
            if (allocatedBefore < 0) {
                allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
            }
            messages++;
            checksum += checksum(link);
            if (link.name().startsWith(QueuedMessages.LAST)) {
                endNs = System.nanoTime();
                allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
                ended.countDown();
            }
        }

        @Override
        public void linkRemoved(Link link) {
            // not counted by the peers either
        }

        @Override
        public void pictureLost(String reason) {
            // told by the statistics
        }
    }

    private static long checksum(Link link) {
        long sum = link.ifIndex().value()
                + link.hardwareType()
                + Integer.toUnsignedLong(link.flags())
                + Integer.toUnsignedLong(link.mtuBytes())
                + Integer.toUnsignedLong(link.minMtuBytes())
                + Integer.toUnsignedLong(link.maxMtuBytes());
        sum += link.carrier() ? 1 : 0;
        sum += link.master().map(index -> index.value()).orElse(0);
        sum += link.lower().map(index -> index.value()).orElse(0);
        sum += link.name().length()
                + link.qdisc().length()
                + link.kind().length()
                + link.alias().length();
        sum += link.parentDevice().length()
                + link.parentBus().length()
                + link.physPortName().length();
        for (String altName : link.altNames()) {
            sum += altName.length();
        }
        return sum
                + link.address()
                        .map(MacAddress::toBytes)
                        .map(octets -> octets[5] & 0xff)
                        .orElse(0);
    }
}
