package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.HypervisorListener;
import io.netfailover.types.DomainName;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import jnr.ffi.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What libvirt tells by itself, brought from the thread of its event loop to listeners and to those that wait for an unplug. */
final class DomainEvents {
    private static final Logger LOG = LoggerFactory.getLogger(DomainEvents.class);

    // virDomainEventID in libvirt-domain.h.
    private static final int LIFECYCLE = 0;
    private static final int DEVICE_REMOVED = 15;
    private static final int DEVICE_ADDED = 19;
    private static final int MIGRATION_ITERATION = 20;
    private static final int JOB_COMPLETED = 21;
    private static final int DEVICE_REMOVAL_FAILED = 22;

    /** virDomainEventType, by number. */
    private static final List<String> LIFECYCLES = List.of(
            "defined",
            "undefined",
            "started",
            "suspended",
            "resumed",
            "stopped",
            "shutting down",
            "suspended by the guest",
            "crashed");

    /** libvirt may call for a while after a connection has been closed; what it calls must not be collected before. */
    private static final Queue<Object> CALLED_FROM_C = new ConcurrentLinkedQueue<>();

    private final Libvirt libvirt;
    private final List<HypervisorListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<Device, CompletableFuture<Boolean>> unplugs = new ConcurrentHashMap<>();
    private final Map<DomainName, Consumer<JobStatistics>> migrations = new ConcurrentHashMap<>();

    private final Libvirt.LifecycleHandler lifecycle = (connection, domain, event, detail, opaque) -> {
        about(domain, name -> tell(listener -> listener.stateChanged(name, word(event))));
        return 0;
    };
    private final Libvirt.DeviceHandler removed = (connection, domain, alias, opaque) -> about(domain, name -> {
        settle(new Device(name, alias), true);
        tell(listener -> listener.deviceRemoved(name, alias));
    });
    private final Libvirt.DeviceHandler removalFailed = (connection, domain, alias, opaque) -> about(domain, name -> {
        settle(new Device(name, alias), false);
        tell(listener -> listener.deviceRemovalFailed(name, alias));
    });
    private final Libvirt.DeviceHandler added = (connection, domain, alias, opaque) ->
            about(domain, name -> tell(listener -> listener.deviceAdded(name, alias)));
    private final Libvirt.IterationHandler iteration = (connection, domain, number, opaque) ->
            about(domain, name -> LOG.debug("{}: migration iteration {}", name, number));
    private final Libvirt.JobHandler completed = (connection, domain, parameters, count, opaque) ->
            about(domain, name -> migration(name).accept(JobStatistics.completed(this.libvirt(), parameters, count)));

    private record Device(DomainName domain, String alias) {}

    DomainEvents(Libvirt libvirt) {
        this.libvirt = libvirt;
        CALLED_FROM_C.addAll(List.of(lifecycle, removed, removalFailed, added, iteration, completed));
    }

    private Libvirt libvirt() {
        return libvirt;
    }

    /** Asks a new connection for the events of all domains. */
    void subscribe(Pointer connection) {
        subscribed(libvirt.virConnectDomainEventRegisterAny(connection, null, LIFECYCLE, lifecycle, null, null));
        subscribed(libvirt.virConnectDomainEventRegisterAny(connection, null, DEVICE_REMOVED, removed, null, null));
        subscribed(libvirt.virConnectDomainEventRegisterAny(
                connection, null, DEVICE_REMOVAL_FAILED, removalFailed, null, null));
        subscribed(libvirt.virConnectDomainEventRegisterAny(connection, null, DEVICE_ADDED, added, null, null));
        subscribed(
                libvirt.virConnectDomainEventRegisterAny(connection, null, MIGRATION_ITERATION, iteration, null, null));
        subscribed(libvirt.virConnectDomainEventRegisterAny(connection, null, JOB_COMPLETED, completed, null, null));
    }

    private void subscribed(int result) {
        if (result < 0) {
            throw LibvirtError.last(libvirt, "ask libvirt for events");
        }
    }

    void addListener(HypervisorListener listener) {
        listeners.add(listener);
    }

    void reconnected() {
        tell(HypervisorListener::reconnected);
    }

    /**
     * Completes with whether the guest let the device go, when it says so; to be asked for before the unplug is requested, and to be
     * forgotten in the end.
     */
    CompletableFuture<Boolean> unplug(DomainName domain, String alias) {
        return unplugs.computeIfAbsent(new Device(domain, alias), key -> new CompletableFuture<>());
    }

    void forgetUnplug(DomainName domain, String alias) {
        unplugs.remove(new Device(domain, alias));
    }

    private void settle(Device device, boolean gone) {
        CompletableFuture<Boolean> waiting = unplugs.get(device);
        if (waiting != null) {
            waiting.complete(gone);
        }
    }

    /** Tells of the end of a domain's migration, with its measured figures. */
    void watchMigration(DomainName domain, Consumer<JobStatistics> end) {
        migrations.put(domain, end);
    }

    void forgetMigration(DomainName domain) {
        migrations.remove(domain);
    }

    private Consumer<JobStatistics> migration(DomainName domain) {
        return migrations.getOrDefault(domain, statistics -> {});
    }

    /** Nothing may be thrown into C. */
    private void about(Pointer domain, Consumer<DomainName> deed) {
        String name = libvirt.virDomainGetName(domain);
        if (name == null) {
            return;
        }
        try {
            deed.accept(new DomainName(name));
        } catch (IllegalArgumentException e) {
            LOG.debug("an event of a domain that cannot be managed: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("while telling of an event of {}", name, e);
        }
    }

    private void tell(Consumer<HypervisorListener> what) {
        for (HypervisorListener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("a listener failed", e);
            }
        }
    }

    private static String word(int event) {
        return event >= 0 && event < LIFECYCLES.size() ? LIFECYCLES.get(event) : "event " + event;
    }
}
