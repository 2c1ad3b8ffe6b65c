package io.netfailover.bench;

import io.netfailover.lab.QemuHost;
import io.netfailover.lab.Span;
import io.netfailover.lab.StopAndCopy;
import io.netfailover.types.MacAddress;

/**
 * The two scripts of Documentation/networking/net_failover.rst, "Live Migration of a VM with SR-IOV VF &amp; virtio-net in STANDBY mode",
 * and its preparation of the destination: the same commands in the same order, nothing between them. Like those scripts it goes on when
 * a command fails.
 */
final class DocumentScript {
    /** Which commands differ. */
    enum Variant {
        /** As the document has them. libvirt 9.0 refuses its detach, so QEMU itself takes the VF out and plugs it in. */
        AS_WRITTEN,
        /** The VF detached by its alias, the tap's entry {@code static}. */
        MENDED,
        /** Without detach and attach: QEMU takes the VF out and plugs it in. The entries as mended. */
        TEAMING
    }

    private static final MacAddress ZERO_MAC = new MacAddress(0);

    private final MacAddress mac;
    private final Variant variant;

    DocumentScript(MacAddress mac, Variant variant) {
        this.mac = mac;
        this.variant = variant;
    }

    MoveCost.Course run(ScriptedHost source, ScriptedHost destination, StopAndCopy stopAndCopy) {
        long beginNs = System.nanoTime();
        fdb(destination, "add", QemuHost.UPLINK_VF);

        source.domifSetlink(true);
        switch (variant) {
            case AS_WRITTEN -> source.detachByMac(stopAndCopy.source());
            case MENDED -> source.detachByAlias();
            case TEAMING -> {}
        }
        if (variant != Variant.TEAMING) {
            source.setVfMac(ZERO_MAC);
        }
        fdb(source, "add", QemuHost.UPLINK_VF);
        if (variant == Variant.AS_WRITTEN) {
            fdb(source, "add", QemuHost.TAP, "master");
        } else {
            fdb(source, "add", QemuHost.TAP, "master", "static");
        }
        long detachedNs = System.nanoTime();
        source.migrateTo(destination);
        fdb(source, "del", QemuHost.UPLINK_VF);
        fdb(source, "del", QemuHost.TAP, "master");

        long attachNs = System.nanoTime();
        fdb(destination, "del", QemuHost.UPLINK_VF);
        fdb(destination, "del", QemuHost.TAP, "master");
        if (variant != Variant.TEAMING) {
            destination.attachDevice();
        }
        destination.domifSetlink(false);
        long endNs = System.nanoTime();
        Span stopped = stopAndCopy.span();
        boolean byQemu = variant != Variant.MENDED;
        return new MoveCost.Course(
                new Span(beginNs, endNs),
                stopped,
                new Span(beginNs, byQemu ? stopped.fromNs() : detachedNs),
                new Span(byQemu ? stopped.toNs() : attachNs, endNs));
    }

    private void fdb(ScriptedHost host, String verb, String device, String... words) {
        host.fdb(verb, mac, device, words);
    }
}
