package io.netfailover.hypervisor.libvirt;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.Delegate;
import jnr.ffi.annotations.Encoding;
import jnr.ffi.byref.PointerByReference;
import org.jspecify.annotations.Nullable;

/**
 * The functions of libvirt.so.0, and one of libvirt-qemu.so.0, that netfailover calls, with the names and the order of {@code libvirt/libvirt-domain.h} and its
 * neighbours. -1 or null is an error, of which libvirt keeps the reason for each thread. Arrays of one element are C's out parameters.
 * Public because JNR makes its class in a class loader of its own.
 */
@Encoding("UTF-8")
@SuppressWarnings("overloads") // C has one function for all kinds of callbacks, told apart by the event's number
public interface Libvirt {
    int virInitialize();

    void virSetErrorFunc(@Nullable Pointer opaque, ErrorHandler handler);

    int virGetLastErrorCode();

    @Nullable
    String virGetLastErrorMessage();

    int virEventRegisterDefaultImpl();

    int virEventRunDefaultImpl();

    @Nullable
    Pointer virConnectOpen(String uri);

    int virConnectRef(Pointer connection);

    int virConnectClose(Pointer connection);

    int virConnectIsAlive(Pointer connection);

    int virConnectSetKeepAlive(Pointer connection, int intervalSeconds, int count);

    int virConnectRegisterCloseCallback(
            Pointer connection, ClosedHandler handler, @Nullable Pointer opaque, @Nullable Pointer free);

    int virConnectDomainEventRegisterAny(
            Pointer connection,
            @Nullable Pointer domain,
            int event,
            LifecycleHandler handler,
            @Nullable Pointer opaque,
            @Nullable Pointer free);

    int virConnectDomainEventRegisterAny(
            Pointer connection,
            @Nullable Pointer domain,
            int event,
            DeviceHandler handler,
            @Nullable Pointer opaque,
            @Nullable Pointer free);

    int virConnectDomainEventRegisterAny(
            Pointer connection,
            @Nullable Pointer domain,
            int event,
            IterationHandler handler,
            @Nullable Pointer opaque,
            @Nullable Pointer free);

    int virConnectDomainEventRegisterAny(
            Pointer connection,
            @Nullable Pointer domain,
            int event,
            JobHandler handler,
            @Nullable Pointer opaque,
            @Nullable Pointer free);

    /** @param domains becomes an array of domains, to be freed as each of them */
    int virConnectListAllDomains(Pointer connection, PointerByReference domains, int flags);

    @Nullable
    Pointer virDomainLookupByName(Pointer connection, String name);

    int virDomainFree(Pointer domain);

    @Nullable
    String virDomainGetName(Pointer domain);

    int virDomainGetState(Pointer domain, int[] state, int[] reason, int flags);

    int virDomainIsPersistent(Pointer domain);

    /** To be freed. */
    @Nullable
    Pointer virDomainGetXMLDesc(Pointer domain, int flags);

    int virDomainAttachDeviceFlags(Pointer domain, String xml, int flags);

    int virDomainDetachDeviceAlias(Pointer domain, String alias, int flags);

    int virDomainUpdateDeviceFlags(Pointer domain, String xml, int flags);

    @Nullable
    Pointer virNetworkLookupByName(Pointer connection, String name);

    /** To be freed. */
    @Nullable
    Pointer virNetworkGetXMLDesc(Pointer network, int flags);

    int virNetworkFree(Pointer network);

    int virDomainResume(Pointer domain);

    int virDomainDestroyFlags(Pointer domain, int flags);

    int virDomainUndefineFlags(Pointer domain, int flags);

    int virDomainMigrateToURI3(Pointer domain, String destination, @Nullable Pointer parameters, int count, int flags);

    int virDomainMigrateSetMaxDowntime(Pointer domain, long milliseconds, int flags);

    int virDomainAbortJob(Pointer domain);

    /** @param parameters must hold null: what it points to is taken for an older libvirt's array otherwise */
    int virDomainGetJobStats(Pointer domain, int[] type, PointerByReference parameters, int[] count, int flags);

    int virDomainInterfaceAddresses(Pointer domain, PointerByReference interfaces, int source, int flags);

    void virDomainInterfaceFree(Pointer guestInterface);

    /**
     * Of libvirt-qemu.so.0. Marks the domain as tainted by monitor commands, in libvirt's log only.
     *
     * @param result becomes text that is to be freed
     */
    int virDomainQemuMonitorCommand(Pointer domain, String command, PointerByReference result, int flags);

    int virTypedParamsAddString(PointerByReference parameters, int[] count, int[] capacity, String name, String value);

    int virTypedParamsAddInt(PointerByReference parameters, int[] count, int[] capacity, String name, int value);

    int virTypedParamsAddULLong(PointerByReference parameters, int[] count, int[] capacity, String name, long value);

    /** @return 1 when there is one of that name, else 0; -1 when it is of another type */
    int virTypedParamsGetULLong(@Nullable Pointer parameters, int count, String name, long[] value);

    int virTypedParamsGetInt(@Nullable Pointer parameters, int count, String name, int[] value);

    void virTypedParamsFree(@Nullable Pointer parameters, int count);

    /** libc's, which libvirt is linked with. */
    void free(Pointer memory);

    /** virErrorFunc. */
    interface ErrorHandler {
        @Delegate
        void call(Pointer opaque, Pointer error);
    }

    /** virConnectCloseFunc. */
    interface ClosedHandler {
        @Delegate
        void call(Pointer connection, int reason, Pointer opaque);
    }

    /** virConnectDomainEventCallback. */
    interface LifecycleHandler {
        @Delegate
        int call(Pointer connection, Pointer domain, int event, int detail, Pointer opaque);
    }

    /** virConnectDomainEventDeviceRemovedCallback and its two like. */
    interface DeviceHandler {
        @Delegate
        void call(Pointer connection, Pointer domain, String alias, Pointer opaque);
    }

    /** virConnectDomainEventMigrationIterationCallback. */
    interface IterationHandler {
        @Delegate
        void call(Pointer connection, Pointer domain, int iteration, Pointer opaque);
    }

    /** virConnectDomainEventJobCompletedCallback. */
    interface JobHandler {
        @Delegate
        void call(Pointer connection, Pointer domain, Pointer parameters, int count, Pointer opaque);
    }
}
