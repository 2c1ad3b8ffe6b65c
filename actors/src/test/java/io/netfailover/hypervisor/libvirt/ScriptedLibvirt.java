package io.netfailover.hypervisor.libvirt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.byref.PointerByReference;
import org.jspecify.annotations.Nullable;

/**
 * A libvirt of our own with one domain, whose answers tests set. It keeps a live and a persistent definition and plugs as it is told to;
 * an error is a number and words, as in C for the calling thread only.
 */
class ScriptedLibvirt implements Libvirt {
    static final String NAME = "vm1";

    private static final Runtime RUNTIME = Runtime.getSystemRuntime();
    private static final Pointer DOMAIN = Pointer.wrap(RUNTIME, 0xd0);
    private static final Pointer NETWORK = Pointer.wrap(RUNTIME, 0xe0);

    /** What was asked of the domain, in order. */
    final List<String> asked = new CopyOnWriteArrayList<>();
    /** What a device call answers with instead of doing it. */
    final Map<String, Failure> failures = new HashMap<>();
    /** The guest says nothing to so many unplugs. */
    final AtomicInteger unplugsIgnored = new AtomicInteger();

    /** Or QEMU keeps a VF from the guest that libvirt believes to be plugged in. */
    volatile boolean standbyNegotiated = true;

    /** A libvirtd has died after QEMU had plugged the VF in. */
    volatile boolean forgottenInQemu;

    volatile boolean networkDriver = true;
    final AtomicInteger networksFreed = new AtomicInteger();

    volatile boolean present = true;
    volatile boolean reachable = true;
    volatile int state = 1;
    volatile int reason;
    volatile boolean persistent = true;
    volatile int jobOperation;
    volatile String live = definition("");
    volatile String defined = definition("");
    /** Until it is done, {@code virDomainMigrateToURI3} does not return. */
    volatile CompletableFuture<Void> migration = CompletableFuture.completedFuture(null);

    final List<String> parameters = new CopyOnWriteArrayList<>();
    volatile int migrationFlags;

    private final ThreadLocal<Failure> last = ThreadLocal.withInitial(() -> new Failure(0, ""));
    private final List<Object> texts = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile @Nullable DeviceHandler removed;
    private volatile @Nullable ClosedHandler closed;

    /** An error number of libvirt and its words. */
    record Failure(int code, String message) {}

    static String definition(String devices) {
        return "<domain><name>vm1</name><devices><interface type='bridge'><mac address='52:54:00:00:12:53'/>"
                + "<target dev='vmtap01'/><model type='virtio'/><teaming type='persistent'/><link state='down'/>"
                + "<alias name='ua-standby0'/></interface>" + devices + "</devices></domain>";
    }

    /** libvirtd goes away, and its keepalive is missed. */
    void breakConnection() {
        reachable = false;
        ClosedHandler handler = closed;
        if (handler != null) {
            handler.call(Pointer.wrap(RUNTIME, connections.get()), 1, DOMAIN);
        }
    }

    private int fail(int code, String message) {
        last.set(new Failure(code, message));
        return -1;
    }

    private boolean fails(String function) {
        asked.add(function);
        Failure failure = failures.get(function);
        if (failure != null) {
            last.set(failure);
        }
        return failure != null;
    }

    @Override
    public int virInitialize() {
        return 0;
    }

    @Override
    public void virSetErrorFunc(@Nullable Pointer opaque, ErrorHandler handler) {}

    @Override
    public int virGetLastErrorCode() {
        return last.get().code;
    }

    @Override
    public String virGetLastErrorMessage() {
        return last.get().message;
    }

    @Override
    public int virEventRegisterDefaultImpl() {
        return 0;
    }

    @Override
    public int virEventRunDefaultImpl() {
        return 0;
    }

    @Override
    public @Nullable Pointer virConnectOpen(String uri) {
        if (!reachable) {
            fail(38, "Failed to connect socket: Connection refused");
            return null;
        }
        return Pointer.wrap(RUNTIME, connections.incrementAndGet());
    }

    @Override
    public int virConnectRef(Pointer connection) {
        return 0;
    }

    @Override
    public int virConnectClose(Pointer connection) {
        return 0;
    }

    @Override
    public int virConnectIsAlive(Pointer connection) {
        return reachable ? 1 : 0;
    }

    @Override
    public int virConnectSetKeepAlive(Pointer connection, int intervalSeconds, int count) {
        return 0;
    }

    @Override
    public int virConnectRegisterCloseCallback(
            Pointer connection, ClosedHandler handler, @Nullable Pointer opaque, @Nullable Pointer free) {
        closed = handler;
        return 0;
    }

    @Override
    public int virConnectDomainEventRegisterAny(
            Pointer connection,
            @Nullable Pointer domain,
            int event,
            LifecycleHandler handler,
            @Nullable Pointer opaque,
            @Nullable Pointer free) {
        return 0;
    }

    @Override
    public int virConnectDomainEventRegisterAny(
            Pointer connection,
            @Nullable Pointer domain,
            int event,
            DeviceHandler handler,
            @Nullable Pointer opaque,
            @Nullable Pointer free) {
        if (event == 15) {
            removed = handler;
        }
        return 0;
    }

    @Override
    public int virConnectDomainEventRegisterAny(
            Pointer connection,
            @Nullable Pointer domain,
            int event,
            IterationHandler handler,
            @Nullable Pointer opaque,
            @Nullable Pointer free) {
        return 0;
    }

    @Override
    public int virConnectDomainEventRegisterAny(
            Pointer connection,
            @Nullable Pointer domain,
            int event,
            JobHandler handler,
            @Nullable Pointer opaque,
            @Nullable Pointer free) {
        return 0;
    }

    @Override
    public int virConnectListAllDomains(Pointer connection, PointerByReference domains, int flags) {
        return 0;
    }

    @Override
    public @Nullable Pointer virDomainLookupByName(Pointer connection, String name) {
        if (!reachable) {
            fail(39, "client socket is closed");
            return null;
        }
        if (!present || !name.equals(NAME)) {
            fail(42, "Domain not found: no domain with matching name '" + name + "'");
            return null;
        }
        return DOMAIN;
    }

    @Override
    public @Nullable Pointer virNetworkLookupByName(Pointer connection, String name) {
        if (!networkDriver) {
            fail(3, "this function is not supported by the connection driver: virNetworkLookupByName");
            return null;
        }
        if (!name.equals("vfs")) {
            fail(43, "Network not found: no network with matching name '" + name + "'");
            return null;
        }
        return NETWORK;
    }

    @Override
    public Pointer virNetworkGetXMLDesc(Pointer network, int flags) {
        return text("<network><name>vfs</name>" + (flags == 1 ? "" : "<bridge/>") + "</network>");
    }

    @Override
    public int virNetworkFree(Pointer network) {
        networksFreed.incrementAndGet();
        return 0;
    }

    @Override
    public int virDomainFree(Pointer domain) {
        return 0;
    }

    @Override
    public String virDomainGetName(Pointer domain) {
        return NAME;
    }

    @Override
    public int virDomainGetState(Pointer domain, int[] state, int[] reason, int flags) {
        state[0] = this.state;
        reason[0] = this.reason;
        return 0;
    }

    @Override
    public int virDomainIsPersistent(Pointer domain) {
        return persistent ? 1 : 0;
    }

    @Override
    public Pointer virDomainGetXMLDesc(Pointer domain, int flags) {
        return text((flags & 2) == 0 ? live : defined);
    }

    /** Without bounds, as from C. */
    private synchronized Pointer text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        Pointer text = Memory.allocateDirect(RUNTIME, bytes.length + 1, true);
        text.put(0, bytes, 0, bytes.length);
        texts.add(text);
        return Pointer.wrap(RUNTIME, text.address());
    }

    @Override
    public int virDomainQemuMonitorCommand(Pointer domain, String command, PointerByReference result, int flags) {
        if (command.contains("x-query-virtio-status")) {
            String feature = standbyNegotiated ? "\"VIRTIO_NET_F_STANDBY: Standby NIC support\"" : "";
            setValue(
                    result,
                    text("{\"return\":{\"status\":{\"statuses\":[\"VIRTIO_CONFIG_S_FEATURES_OK: set\"]},"
                            + "\"guest-features\":{\"dev-features\":[" + feature + "]}}}"));
            return 0;
        }
        if (command.contains("device_del")) {
            asked.add("monitor " + command);
            forgottenInQemu = false;
            setValue(result, text("{\"return\":{}}"));
            return 0;
        }
        boolean plugged = forgottenInQemu || (standbyNegotiated && live.contains("ua-vf0"));
        String primary = plugged ? "{\"name\":\"ua-vf0\",\"type\":\"child<vfio-pci>\"}," : "";
        setValue(result, text("{\"return\":[" + primary + "{\"name\":\"ua-standby0\"}]}"));
        return 0;
    }

    /** As C writes through the pointer to a pointer. */
    private static void setValue(PointerByReference reference, Pointer value) {
        Pointer memory = Memory.allocateDirect(RUNTIME, Long.BYTES);
        memory.putPointer(0, value);
        reference.fromNative(RUNTIME, memory, 0);
    }

    @Override
    public int virDomainAttachDeviceFlags(Pointer domain, String xml, int flags) {
        if (fails("attach " + flags)) {
            return -1;
        } else if (forgottenInQemu) {
            return fail(1, "unable to execute QEMU command 'device_add': Duplicate device ID 'ua-vf0'");
        }
        if ((flags & 1) != 0) {
            live = definition(xml);
        }
        if ((flags & 2) != 0) {
            defined = definition(xml);
        }
        return 0;
    }

    @Override
    public int virDomainDetachDeviceAlias(Pointer domain, String alias, int flags) {
        if (fails("detach " + alias + " " + flags)) {
            return -1;
        }
        if ((flags & 2) != 0) {
            defined = definition("");
        } else if (unplugsIgnored.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            live = definition("");
            DeviceHandler handler = removed;
            if (handler != null) {
                handler.call(domain, domain, alias, domain);
            }
        }
        return 0;
    }

    @Override
    public int virDomainUpdateDeviceFlags(Pointer domain, String xml, int flags) {
        if (fails("update")) {
            return -1;
        }
        live = live.replace("<link state='down'/>", "");
        return 0;
    }

    @Override
    public int virDomainResume(Pointer domain) {
        state = 1;
        return fails("resume") ? -1 : 0;
    }

    @Override
    public int virDomainDestroyFlags(Pointer domain, int flags) {
        present = false;
        return fails("destroy") ? -1 : 0;
    }

    @Override
    public int virDomainUndefineFlags(Pointer domain, int flags) {
        persistent = false;
        present = state != 5;
        return fails("undefine") ? -1 : 0;
    }

    @Override
    public int virDomainMigrateToURI3(
            Pointer domain, String destination, @Nullable Pointer parameters, int count, int flags) {
        if (fails("migrate " + destination)) {
            return -1;
        }
        migrationFlags = flags;
        jobOperation = 5;
        try {
            migration.join();
        } catch (RuntimeException e) {
            return fail(78, "operation aborted: migration out job: canceled by client");
        } finally {
            jobOperation = 0;
        }
        present = false;
        return 0;
    }

    @Override
    public int virDomainMigrateSetMaxDowntime(Pointer domain, long milliseconds, int flags) {
        return fails("downtime " + milliseconds) ? -1 : 0;
    }

    @Override
    public int virDomainAbortJob(Pointer domain) {
        if (fails("abort")) {
            return -1;
        }
        migration.completeExceptionally(new IllegalStateException("aborted"));
        return 0;
    }

    @Override
    public int virDomainGetJobStats(Pointer domain, int[] type, PointerByReference parameters, int[] count, int flags) {
        type[0] = jobOperation == 0 ? 0 : 2;
        return 0;
    }

    @Override
    public int virDomainInterfaceAddresses(Pointer domain, PointerByReference interfaces, int source, int flags) {
        return fails("addresses") ? -1 : 0;
    }

    @Override
    public void virDomainInterfaceFree(Pointer guestInterface) {}

    @Override
    public int virTypedParamsAddString(
            PointerByReference parameters, int[] count, int[] capacity, String name, String value) {
        this.parameters.add(name + "=" + value);
        return 0;
    }

    @Override
    public int virTypedParamsAddInt(
            PointerByReference parameters, int[] count, int[] capacity, String name, int value) {
        this.parameters.add(name + "=" + value);
        return 0;
    }

    @Override
    public int virTypedParamsAddULLong(
            PointerByReference parameters, int[] count, int[] capacity, String name, long value) {
        this.parameters.add(name + "=" + value);
        return 0;
    }

    @Override
    public int virTypedParamsGetULLong(@Nullable Pointer parameters, int count, String name, long[] value) {
        return 0;
    }

    @Override
    public int virTypedParamsGetInt(@Nullable Pointer parameters, int count, String name, int[] value) {
        value[0] = jobOperation;
        return 1;
    }

    @Override
    public void virTypedParamsFree(@Nullable Pointer parameters, int count) {}

    @Override
    public void free(Pointer memory) {}
}
