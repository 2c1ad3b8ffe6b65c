package io.netfailover.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.netlink.Namespace;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.VethEnds;
import io.netfailover.netlink.VethPair;
import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames from one end of a cable to the other, in a namespace of their own; needs root. */
final class PumpPortTest {
    private static final int LOCAL_EXPERIMENTAL = 0x88b5;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Namespace namespace = new Namespace();
    private final Pointer sent = Memory.allocateDirect(Libc.RUNTIME, PumpPort.MAX_FRAME_BYTES, true);

    @AfterEach
    void removeNamespace() {
        namespace.close();
    }

    @Test
    void aFrameArrivesAsItWasSent() {
        byte[] frame = withHeader(0, 0, 0, 60, LOCAL_EXPERIMENTAL);
        assertThat(received(frame)).isEqualTo(frame);
    }

    @Test
    void aVlanTagIsWhereItWas() {
        byte[] frame = withHeader(0, 0, 0, 64, 0x8100, 0x6007, LOCAL_EXPERIMENTAL);
        assertThat(received(frame)).isEqualTo(frame);
    }

    /** 40 bytes of segments behind 14 + 20 + 20 of headers: TCP over IPv4, whose checksum is at 16 of its header. */
    @Test
    void aLargeSegmentIsNotCutUpAndItsChecksumIsStillToBeMade() {
        byte[] frame = withHeader(1, 34, 16, 54 + 30_000, 0x0800);
        frame[PumpPort.HEADER_BYTES + 14] = 0x45;
        frame[PumpPort.HEADER_BYTES + 23] = 6;
        assertThat(received(frame)).hasSameSizeAs(frame).startsWith(1, 1);
    }

    @Test
    void theChecksumOfATaggedSegmentLiesBehindItsTag() {
        byte[] frame = withHeader(1, 38, 16, 58 + 30_000, 0x8100, 7, 0x0800);
        frame[PumpPort.HEADER_BYTES + 18] = 0x45;
        frame[PumpPort.HEADER_BYTES + 27] = 6;
        byte[] received = received(frame);
        assertThat(received).hasSameSizeAs(frame).startsWith(1, 1);
        assertThat(ByteBuffer.wrap(received).order(ByteOrder.nativeOrder()).getShort(6))
                .as("csum_start")
                .isEqualTo((short) 38);
    }

    @Test
    void onlyWhatComesInIsReceivedAndALinkThatWentDownIsNoFrame() {
        onACable((route, ends, here, there) -> {
            send(here, withHeader(0, 0, 0, 60, LOCAL_EXPERIMENTAL));
            assertThat(awaited(there)).isPositive();
            assertThat(here.receive()).isEqualTo(-1);
            route.setUp(ends.peer().ifIndex(), false);
            assertThat(there.receive()).isEqualTo(-1);
            assertThat(there.send(sent, 70)).isFalse();
        });
    }

    /**
     * @param flags 1 when the checksum is to be made, as for a segment of TCP over IPv4
     * @param behindAddresses ethertypes and tags
     */
    private static byte[] withHeader(int flags, int start, int offset, int frameBytes, int... behindAddresses) {
        ByteBuffer frame =
                ByteBuffer.allocate(PumpPort.HEADER_BYTES + frameBytes).order(ByteOrder.nativeOrder());
        frame.put((byte) flags).put((byte) flags);
        frame.putShort((short) (flags == 0 ? 0 : start + 20)).putShort((short) (flags == 0 ? 0 : 1400));
        frame.putShort((short) start).putShort((short) offset);
        frame.put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2});
        for (int word : behindAddresses) {
            frame.put((byte) (word >>> 8)).put((byte) word);
        }
        if (flags != 0) {
            int tcp = PumpPort.HEADER_BYTES + start;
            frame.put(tcp + 12, (byte) 0x50);
        }
        return frame.array();
    }

    private byte[] received(byte[] frame) {
        byte[][] received = new byte[1][];
        onACable((route, ends, here, there) -> {
            send(here, frame);
            received[0] = new byte[awaited(there)];
            there.frame().get(0, received[0], 0, received[0].length);
        });
        return received[0];
    }

    private void send(PumpPort port, byte[] frame) {
        sent.put(0, frame, 0, frame.length);
        assertThat(port.send(sent, frame.length)).isTrue();
    }

    /** IPv6 is off: nobody else sends. */
    private static int awaited(PumpPort port) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        int length = port.receive();
        while (length < 0 && System.nanoTime() < deadline) {
            length = port.receive();
        }
        return length;
    }

    /** What is sent before the kernel's link watch has seen the carrier is lost. */
    private static void awaitRunning(RouteSocket route, IfIndex link) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!route.link(link).orElseThrow().isRunningWithCarrier()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    @FunctionalInterface
    private interface OnACable {
        void run(RouteSocket route, VethEnds ends, PumpPort here, PumpPort there);
    }

    private void onACable(OnACable action) {
        namespace.inside(() -> {
            try (RouteSocket route = RouteSocket.open()) {
                VethEnds ends = route.createVeth(VethPair.of("here", "there"));
                route.disableIpv6AddressGeneration(ends.link().ifIndex());
                route.disableIpv6AddressGeneration(ends.peer().ifIndex());
                route.setUp(ends.link().ifIndex(), true);
                route.setUp(ends.peer().ifIndex(), true);
                awaitRunning(route, ends.link().ifIndex());
                awaitRunning(route, ends.peer().ifIndex());
                PumpPort here = PumpPort.open(ends.link().ifIndex());
                PumpPort there = PumpPort.open(ends.peer().ifIndex());
                try {
                    action.run(route, ends, here, there);
                } finally {
                    here.close();
                    there.close();
                }
            }
        });
    }
}
