package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** libvirt.so.0, loaded once in a process, and the thread on which it tells of events: there is one event loop for all connections. */
final class LibvirtLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(LibvirtLibrary.class);
    private static final String FILE = "libvirt.so.0";
    private static final String QEMU_FILE = "libvirt-qemu.so.0";
    private static final long PAUSE_AFTER_FAILURE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Or libvirt prints each error on our standard error. */
    private static final Libvirt.ErrorHandler SILENT = (opaque, error) -> {};

    private static @Nullable Libvirt loaded;

    private LibvirtLibrary() {}

    /** @throws HypervisorException when it is not installed, or does not want to start */
    static synchronized Libvirt get() {
        Libvirt known = loaded;
        if (known == null) {
            known = load();
            loaded = known;
        }
        return known;
    }

    private static Libvirt load() {
        Libvirt libvirt;
        try {
            libvirt = LibraryLoader.create(Libvirt.class)
                    .option(LibraryOption.LoadNow, true)
                    .failImmediately()
                    .library(QEMU_FILE)
                    .load(FILE);
        } catch (LinkageError e) {
            throw new HypervisorException(
                    Reason.REFUSED,
                    "libvirt cannot be used: " + FILE + " cannot be loaded (" + e.getMessage() + ")",
                    "install libvirt's client library (Debian: apt-get install libvirt0), or configure QMP instead");
        }
        // Before the first connection is opened, which would go without events otherwise.
        if (libvirt.virInitialize() < 0 || libvirt.virEventRegisterDefaultImpl() < 0) {
            throw LibvirtError.last(libvirt, "start libvirt's client library");
        }
        libvirt.virSetErrorFunc(null, SILENT);
        Thread loop = new Thread(() -> runEvents(libvirt), "libvirt-events");
        loop.setDaemon(true);
        loop.start();
        return libvirt;
    }

    private static void runEvents(Libvirt libvirt) {
        while (true) {
            if (libvirt.virEventRunDefaultImpl() < 0) {
                LOG.warn("libvirt's event loop: {}", libvirt.virGetLastErrorMessage());
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE_NS);
            }
        }
    }
}
