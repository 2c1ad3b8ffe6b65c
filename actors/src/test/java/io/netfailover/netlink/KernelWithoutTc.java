package io.netfailover.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/** The kernel that runs this, but built without CONFIG_NET_SCHED: it answers all of traffic control with EOPNOTSUPP (rtnetlink_rcv_msg). */
public final class KernelWithoutTc implements Transport {
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final int DATAGRAM_BYTES = 128 * 1024;
    private static final int EOPNOTSUPP = 95;
    private static final int FIRST_OF_TC = 36; // RTM_NEWQDISC
    private static final int LAST_OF_TC = 50; // RTM_GETACTION

    private final NetlinkSocket kernel = NetlinkSocket.open(DATAGRAM_BYTES);
    private final ByteBuffer refusal =
            ByteBuffer.allocate(2 * MessageHeader.BYTES + Integer.BYTES).order(ByteOrder.nativeOrder());
    private boolean refusing;

    private KernelWithoutTc() {}

    public static RouteSocket open() {
        KernelWithoutTc poor = new KernelWithoutTc();
        return new RouteSocket(new Conversation(poor, DEADLINE), poor.kernel.netnsCookie());
    }

    @Override
    public int port() {
        return kernel.port();
    }

    @Override
    public void send(ByteBuffer request) {
        int type = request.getShort(request.position() + 4);
        refusing = type >= FIRST_OF_TC && type <= LAST_OF_TC;
        if (refusing) {
            refusal.clear();
            refusal.putInt(refusal.capacity())
                    .putShort((short) MessageHeader.NLMSG_ERROR)
                    .putShort((short) MessageHeader.NLM_F_CAPPED);
            refusal.putInt(request.getInt(request.position() + 8)).putInt(port());
            refusal.putInt(-EOPNOTSUPP);
            for (int i = 0; i < MessageHeader.BYTES; i++) {
                refusal.put(request.get(request.position() + i));
            }
            refusal.flip();
        } else {
            kernel.send(request);
        }
    }

    @Override
    public Receipt receive(int timeoutMillis) {
        return refusing ? Receipt.DATAGRAM : kernel.receive(timeoutMillis);
    }

    @Override
    public ByteBuffer datagram() {
        return refusing ? refusal.duplicate().order(ByteOrder.nativeOrder()) : kernel.datagram();
    }

    @Override
    public void close() {
        kernel.close();
    }
}
