package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.os.Capabilities;
import io.netfailover.os.Capability;
import io.netfailover.os.Libc;
import io.netfailover.types.IfIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import jnr.ffi.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a thread without CAP_NET_ADMIN can do, and what it is told; needs root, to be able to lose something. */
final class PermissionTest {
    private static final int SYS_CAPSET = 126;
    private static final int LINUX_CAPABILITY_VERSION_3 = 0x20080522;
    private static final IfIndex LOOPBACK = new IfIndex(1);

    private final Namespace namespace = new Namespace();

    @AfterEach
    void remove() {
        namespace.close();
    }

    @Test
    void linksCanBeReadButNotChanged() {
        namespace.inside(() -> {
            dropCapabilities();
            try (RouteSocket route = RouteSocket.open()) {
                assertThat(route.dumpLinks()).extracting(Link::name).containsExactly("lo");
                assertThatThrownBy(() -> route.setUp(LOOPBACK, true))
                        .isInstanceOf(NetlinkException.class)
                        .hasMessage("set lo up: Operation not permitted (EPERM)");
            }
        });
    }

    @Test
    void receiveBufferIsWhatTheSystemAllowsUnlessForced() throws IOException {
        // readString would give the first digit only: integers of /proc/sys can be read in one piece alone
        String limit =
                Files.readAllLines(Path.of("/proc/sys/net/core/rmem_max")).get(0);
        int allowed = 2 * Integer.parseInt(limit);
        int asked = allowed;
        assertThat(namespace.call(() -> receiveBufferBytes(asked))).isEqualTo(2 * asked);
        int effective = namespace.call(() -> {
            dropCapabilities();
            return receiveBufferBytes(asked);
        });
        assertThat(effective).isEqualTo(allowed);
    }

    private static int receiveBufferBytes(int asked) {
        try (NetlinkReceiver receiver = new NetlinkReceiver(new RecordingListener(), asked)) {
            return receiver.statistics().receiveBufferBytes();
        }
    }

    /** Of the calling thread alone, for ever: capset(2) with three empty sets. */
    private static void dropCapabilities() {
        ByteBuffer header = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        header.putInt(0, LINUX_CAPABILITY_VERSION_3);
        ByteBuffer data = ByteBuffer.allocateDirect(24);
        long headerAddress = Pointer.wrap(Libc.RUNTIME, header).address();
        assertThat(Libc.C.syscall(SYS_CAPSET, headerAddress, Pointer.wrap(Libc.RUNTIME, data), 0))
                .isZero();
        assertThat(header.getInt(0)).isEqualTo(LINUX_CAPABILITY_VERSION_3);
        assertThat(Capabilities.ofCallingThread().has(Capability.NET_ADMIN)).isFalse();
    }
}
