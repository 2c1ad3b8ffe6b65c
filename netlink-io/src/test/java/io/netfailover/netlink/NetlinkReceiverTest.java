package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.netlink.RecordingListener.Told;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.In;
import jnr.ffi.types.size_t;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against the kernel that runs this; needs root. */
final class NetlinkReceiverTest {
    /** Only a test sends to others than the kernel. */
    public interface SendTo {
        int sendto(int fd, @In byte[] data, @size_t long length, int flags, @In byte[] address, int addressLength);

        int socket(int domain, int type, int protocol);

        int close(int fd);
    }

    private static final int SMALL_BUFFER_BYTES = 4096;

    private final Namespace namespace = new Namespace();
    private final RouteSocket route = namespace.openRouteSocket();
    private final RecordingListener listener = new RecordingListener();

    @AfterEach
    void remove() {
        route.close();
        namespace.close();
    }

    @Test
    void carrierLossOfAVethIsTold() {
        VethEnds ends = route.createVeth(VethPair.of("a", "b"));
        route.setUp(ends.link().ifIndex(), true);
        route.setUp(ends.peer().ifIndex(), true);
        try (NetlinkReceiver receiver = open()) {
            receiver.start();
            route.setUp(ends.peer().ifIndex(), false);
            listener.awaitUntil(told -> told.is("changed", "a") && !link(told).carrier());
            route.setUp(ends.peer().ifIndex(), true);
            listener.awaitUntil(told -> told.is("changed", "a") && link(told).isRunningWithCarrier());
        }
    }

    @Test
    void deletionIsToldForBothEnds() {
        VethEnds ends = route.createVeth(VethPair.of("a", "b"));
        try (NetlinkReceiver receiver = open()) {
            receiver.start();
            route.delete(ends.link().ifIndex());
            route.createVeth(VethPair.of("c", "d"));
            List<Told> told = listener.awaitUntil(event -> event.is("changed", "c"));
            assertThat(told).filteredOn(event -> event.is("removed", "a")).hasSize(1);
            assertThat(told).filteredOn(event -> event.is("removed", "b")).hasSize(1);
        }
    }

    @Test
    void whatHappenedBetweenConstructionAndStartIsTold() {
        try (NetlinkReceiver receiver = open()) {
            route.createVeth(VethPair.of("a", "b"));
            receiver.start();
            listener.awaitUntil(told -> told.is("changed", "a"));
        }
    }

    @Test
    void linkEventsOfOtherNamespacesAreNotTold() {
        try (Namespace other = new Namespace();
                RouteSocket there = other.openRouteSocket();
                NetlinkReceiver receiver = open()) {
            assertThat(receiver.netnsCookie()).isEqualTo(route.netnsCookie()).isNotEqualTo(there.netnsCookie());
            receiver.start();
            there.createVeth(VethPair.of("x", "y"));
            route.createVeth(VethPair.of("a", "b"));
            List<Told> told = listener.awaitUntil(event -> event.is("changed", "a"));
            assertThat(told).noneMatch(event -> event.is("changed", "x"));
        }
    }

    @Test
    void portThatLeavesItsBridgeIsNotRemoved() {
        VethEnds ends = route.createVeth(VethPair.of("a", "b"));
        namespace.run("ip link add br0 type bridge");
        namespace.run("ip link set dev a master br0");
        try (NetlinkReceiver receiver = open()) {
            receiver.start();
            namespace.run("ip link set dev a nomaster");
            route.createVeth(VethPair.of("c", "d"));
            List<Told> told = listener.awaitUntil(event -> event.is("changed", "c"));
            assertThat(told).noneMatch(event -> event.what().equals("removed"));
            assertThat(told)
                    .anyMatch(event ->
                            event.is("changed", "a") && link(event).master().isEmpty());
            assertThat(receiver.statistics().ignored()).isPositive();
            assertThat(ends.link().name()).isEqualTo("a");
        }
    }

    @Test
    void overrunIsToldWhenWhatWasQueuedBeforeItHasBeenTold() {
        VethEnds ends = route.createVeth(VethPair.of("a", "b"));
        try (NetlinkReceiver receiver = namespace.call(() -> new NetlinkReceiver(listener, SMALL_BUFFER_BYTES))) {
            for (int i = 0; i < 200; i++) {
                route.setMtu(ends.link().ifIndex(), 1400 + i % 2);
            }
            receiver.start();
            List<Told> told =
                    listener.awaitUntil(event -> event.what().equals("the kernel dropped messages (ENOBUFS)"));
            assertThat(told).anyMatch(event -> event.is("changed", "a"));
            assertThat(receiver.statistics().overruns()).isEqualTo(1);

            route.setMtu(ends.link().ifIndex(), 1300);
            listener.awaitUntil(event -> event.is("changed", "a") && link(event).mtuBytes() == 1300);
        }
    }

    @Test
    void stormThatTheBufferHoldsIsToldWhole() {
        VethEnds ends = route.createVeth(VethPair.of("a", "b"));
        try (NetlinkReceiver receiver = open()) {
            assertThat(receiver.statistics().receiveBufferBytes())
                    .isGreaterThanOrEqualTo(NetlinkReceiver.RECEIVE_BUFFER_BYTES);
            for (int i = 1; i <= 500; i++) {
                route.setMtu(ends.link().ifIndex(), 1000 + i);
            }
            receiver.start();
            listener.awaitUntil(told -> told.is("changed", "a") && link(told).mtuBytes() == 1500);
            ReceiverStatistics statistics = receiver.statistics();
            assertThat(statistics.overruns()).isZero();
            assertThat(statistics.messages()).isGreaterThanOrEqualTo(500);
            assertThat(statistics.bytes()).isGreaterThan(500 * 1000);
            assertThat(statistics.lastMessageNanos()).isNotZero();
        }
    }

    @Test
    void truncatedDatagramLosesThePicture() {
        try (NetlinkReceiver receiver =
                namespace.call(() -> new NetlinkReceiver(listener, NetlinkReceiver.RECEIVE_BUFFER_BYTES, 64))) {
            route.createVeth(VethPair.of("a", "b"));
            receiver.start();
            listener.awaitUntil(told -> told.what().equals("a datagram was longer than the buffer"));
            assertThat(receiver.statistics().truncated()).isPositive();
            assertThat(receiver.statistics().messages()).isZero();
        }
    }

    @Test
    void malformedMessageLosesThePictureButNotTheRestOfItsDatagram() {
        ByteBuffer whole = Captured.reply("link-veth");
        ByteBuffer malformed = Captured.reply("link-veth").putInt(MessageHeader.BYTES + 4, -1);
        ByteBuffer datagram = ByteBuffer.allocate(3 * whole.capacity()).order(ByteOrder.nativeOrder());
        datagram.put(whole.duplicate()).put(malformed).put(whole.duplicate()).flip();
        try (NetlinkReceiver receiver = open()) {
            receiver.read(datagram);
            List<Told> told = listener.awaitUntil(event ->
                    event.is("changed", "ens10") && receiver.statistics().malformed() == 1);
            assertThat(told).hasSizeLessThanOrEqualTo(3);
            assertThat(receiver.statistics().messages()).isEqualTo(2);
        }
    }

    @Test
    void listenerThatThrowsIsCountedAndHeardAgain() throws Exception {
        CountDownLatch called = new CountDownLatch(3);
        LinkListener throwing = new LinkListener() {
            @Override
            public void linkChanged(Link link) {
                called.countDown();
                throw new IllegalStateException("a listener's mistake");
            }

            @Override
            public void linkRemoved(Link link) {
                linkChanged(link);
            }

            @Override
            public void pictureLost(String reason) {}
        };
        try (NetlinkReceiver receiver = namespace.call(() -> new NetlinkReceiver(throwing))) {
            receiver.start();
            VethEnds ends = route.createVeth(VethPair.of("a", "b"));
            route.delete(ends.link().ifIndex());
            assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(receiver.statistics().listenerFailures()).isPositive();
        }
    }

    @Test
    void messagesOfOthersThanTheKernelAreNotBelieved() {
        try (NetlinkReceiver receiver = open()) {
            receiver.start();
            byte[] forged = Captured.reply("link-veth").array();
            byte[] address = ByteBuffer.allocate(12)
                    .order(ByteOrder.nativeOrder())
                    .putShort((short) 16)
                    .putShort((short) 0)
                    .putInt(receiver.port())
                    .array();
            SendTo libc = LibraryLoader.create(SendTo.class).load("c");
            int sent = namespace.call(() -> {
                int fd = libc.socket(16, 3, 0);
                try {
                    return libc.sendto(fd, forged, forged.length, 0, address, address.length);
                } finally {
                    libc.close(fd);
                }
            });
            assertThat(sent).isEqualTo(forged.length);
            route.createVeth(VethPair.of("a", "b"));
            assertThat(listener.awaitUntil(told -> told.is("changed", "a")))
                    .noneMatch(told -> told.is("changed", "ens10"));
        }
    }

    @Test
    void closeEndsTheThreadAndMayBeRepeated() {
        NetlinkReceiver receiver = open();
        receiver.start();
        assertThat(receiverThreads()).isEqualTo(1);
        receiver.close();
        receiver.close();
        assertThat(receiverThreads()).isZero();
        assertThatThrownBy(receiver::start).isInstanceOf(IllegalStateException.class);
        NetlinkReceiver neverStarted = open();
        neverStarted.close();
        assertThat(receiverThreads()).isZero();
    }

    @Test
    void quietNamespaceCostsNothing() throws Exception {
        try (NetlinkReceiver receiver = open()) {
            receiver.start();
            long id = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("netlink-receiver"))
                    .findAny()
                    .orElseThrow()
                    .getId();
            listener.during(200);
            long before = ManagementFactory.getThreadMXBean().getThreadCpuTime(id);
            listener.during(500);
            long usedMicros = (ManagementFactory.getThreadMXBean().getThreadCpuTime(id) - before) / 1_000;
            assertThat(usedMicros).isLessThan(1_000);
            assertThat(receiver.statistics().datagrams()).isZero();
        }
    }

    private NetlinkReceiver open() {
        return namespace.call(() -> new NetlinkReceiver(listener));
    }

    private static Link link(Told told) {
        if (told.link() == null) {
            throw new AssertionError("no link in " + told);
        }
        return told.link();
    }

    private static long receiverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("netlink-receiver"))
                .count();
    }
}
