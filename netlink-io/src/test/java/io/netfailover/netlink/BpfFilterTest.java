package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.os.Errno;
import io.netfailover.os.Libc;
import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jnr.ffi.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** cls_bpf filters in the kernel that runs this, with programs of two instructions; needs root. */
final class BpfFilterTest {
    private static final int SYS_BPF = 321;
    private static final int BPF_PROG_LOAD = 5;
    private static final int BPF_PROG_TYPE_SCHED_CLS = 3;
    private static final int TC_ACT_UNSPEC = -1;
    private static final int TC_ACT_OK = 0;
    private static final int ETH_P_ALL = 3;

    private final Namespace namespace = new Namespace();
    private final RouteSocket route = namespace.openRouteSocket();
    private final IfIndex link = route.createVeth(VethPair.of("a", "b")).link().ifIndex();

    @AfterEach
    void remove() {
        route.close();
        namespace.close();
    }

    @Test
    void attachedFilterIsShownWithItsProgram() {
        route.addClsact(link);
        attach(TcHook.EGRESS, 7, 5, "nf_tx", TC_ACT_UNSPEC);
        BpfFilter filter = route.filters(link, TcHook.EGRESS).get(0);
        assertThat(filter)
                .isEqualTo(new BpfFilter(7, 5, ETH_P_ALL, "nf_tx", filter.programId(), "7c85c77581178cdb", true));
        assertThat(filter.programId()).isPositive();
        assertThat(route.filters(link, TcHook.INGRESS)).isEmpty();
        assertThat(namespace.run("tc filter show dev a egress"))
                .contains("pref 7")
                .contains("nf_tx direct-action")
                .contains("id " + filter.programId() + " ");
    }

    @Test
    void attachingAgainReplacesTheProgramInItsPlace() {
        route.addClsact(link);
        attach(TcHook.INGRESS, 1, 1, "nf_rx", TC_ACT_UNSPEC);
        BpfFilter first = route.filters(link, TcHook.INGRESS).get(0);
        attach(TcHook.INGRESS, 1, 1, "nf_rx", TC_ACT_OK);
        List<BpfFilter> filters = route.filters(link, TcHook.INGRESS);
        assertThat(filters).hasSize(1);
        assertThat(filters.get(0).programId()).isNotEqualTo(first.programId());
        assertThat(filters.get(0).programTag()).isNotEqualTo(first.programTag());
    }

    @Test
    void oneOfSeveralFiltersIsDetached() {
        route.addClsact(link);
        attach(TcHook.INGRESS, 2, 1, "second", TC_ACT_UNSPEC);
        attach(TcHook.INGRESS, 1, 1, "first", TC_ACT_UNSPEC);
        attach(TcHook.INGRESS, 1, 9, "other", TC_ACT_UNSPEC);
        assertThat(route.filters(link, TcHook.INGRESS))
                .extracting(BpfFilter::name)
                .containsExactlyInAnyOrder("first", "other", "second")
                .endsWith("second");
        route.detachFilter(link, TcHook.INGRESS, 1, 1);
        route.detachFilter(link, TcHook.INGRESS, 1, 1);
        assertThat(route.filters(link, TcHook.INGRESS))
                .extracting(BpfFilter::name)
                .containsExactly("other", "second");
        route.deleteClsact(link);
        route.detachFilter(link, TcHook.INGRESS, 1, 9);
        assertThat(route.filters(link, TcHook.INGRESS)).isEmpty();
    }

    @Test
    void detachingFromALinkThatIsGoneIsNoError() {
        route.addClsact(link);
        attach(TcHook.INGRESS, 1, 1, "nf_rx", TC_ACT_UNSPEC);
        route.delete(link);
        route.detachFilter(link, TcHook.INGRESS, 1, 1);
        route.deleteClsact(link);
        assertThat(route.link(link)).isEmpty();
    }

    @Test
    void descriptorThatIsNoProgramIsRefused() {
        route.addClsact(link);
        assertThatThrownBy(() -> route.attachFilter(link, TcHook.INGRESS, 1, 1, 1_000_000, "nf_rx"))
                .isInstanceOf(NetlinkException.class)
                .hasMessage("attach filter nf_rx to ingress of a: Bad file descriptor (EBADF)");
        assertThat(route.filters(link, TcHook.INGRESS)).isEmpty();
    }

    private void attach(TcHook hook, int priority, int handle, String name, int verdict) {
        int fd = program(verdict);
        try {
            route.attachFilter(link, hook, priority, handle, fd, name);
        } finally {
            Libc.C.close(fd);
        }
    }

    /** "r0 = verdict; exit". */
    private static int program(int verdict) {
        ByteBuffer code =
                direct(16).putLong(0xb7 | (long) verdict << 32).putLong(0x95).rewind();
        ByteBuffer licence = direct(16)
                .put("Apache-2.0\0".getBytes(StandardCharsets.US_ASCII))
                .rewind();
        ByteBuffer attr = direct(128);
        attr.putInt(0, BPF_PROG_TYPE_SCHED_CLS).putInt(4, 2);
        attr.putLong(8, Pointer.wrap(Libc.RUNTIME, code).address());
        attr.putLong(16, Pointer.wrap(Libc.RUNTIME, licence).address());
        long fd = Libc.C.syscall(SYS_BPF, BPF_PROG_LOAD, Pointer.wrap(Libc.RUNTIME, attr), attr.capacity());
        assertThat(fd).as("BPF_PROG_LOAD: %s", Errno.name(Libc.errno())).isPositive();
        assertThat(code.get(0)).as("still there after the call").isEqualTo((byte) 0xb7);
        assertThat(licence.get(0)).isEqualTo((byte) 'A');
        return (int) fd;
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
