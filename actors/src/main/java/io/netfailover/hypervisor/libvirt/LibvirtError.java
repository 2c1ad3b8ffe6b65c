package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import java.util.Map;
import java.util.stream.IntStream;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** The one place where libvirt's error numbers (virErrorNumber in {@code libvirt/virterror.h}) become reasons and words. */
final class LibvirtError {
    static final int NO_DOMAIN = 42;
    static final int NO_NETWORK = 43;
    static final int OPERATION_INVALID = 55;
    static final int ARGUMENT_UNSUPPORTED = 74;
    static final int OPERATION_UNSUPPORTED = 84;
    static final int AGENT_UNRESPONSIVE = 86;
    static final int AGENT_UNSYNCED = 97;
    static final int DEVICE_MISSING = 99;

    private static final Meaning UNNAMED = new Meaning(Reason.FAILED, "");
    private static final Map<Integer, Meaning> MEANINGS = Map.ofEntries(
            Map.entry(5, new Meaning(Reason.NOT_REACHABLE, "is libvirtd running? (systemctl status libvirtd)")),
            Map.entry(6, new Meaning(Reason.NOT_REACHABLE, "")),
            Map.entry(8, new Meaning(Reason.REFUSED, "")),
            Map.entry(27, new Meaning(Reason.REFUSED, "look at the PCI address and at the VF template")),
            Map.entry(
                    45, new Meaning(Reason.REFUSED, "look at libvirtd's auth settings and at the user that runs this")),
            Map.entry(88, new Meaning(Reason.REFUSED, "look at libvirtd's access control")),
            Map.entry(NO_DOMAIN, new Meaning(Reason.REFUSED, "virsh list --all shows what is here")),
            Map.entry(OPERATION_INVALID, new Meaning(Reason.REFUSED, "")),
            Map.entry(67, new Meaning(Reason.REFUSED, "the domain's definition does not allow it")),
            Map.entry(68, new Meaning(Reason.BUSY, "another job holds the domain: try again when it has ended")),
            Map.entry(78, new Meaning(Reason.CANCELLED, "")),
            Map.entry(81, new Meaning(Reason.REFUSED, "disks with a host cache cannot be shared: use cache='none'")),
            Map.entry(87, new Meaning(Reason.BUSY, "")),
            Map.entry(91, new Meaning(Reason.REFUSED, "the destination's CPU lacks what the domain uses")),
            Map.entry(DEVICE_MISSING, new Meaning(Reason.REFUSED, "virsh dumpxml shows the aliases of its devices")));

    private LibvirtError() {}

    private record Meaning(Reason reason, String advice) {}

    /** Whether this thread's last call failed with one of these. */
    static boolean lastIs(Libvirt libvirt, int... codes) {
        int code = libvirt.virGetLastErrorCode();
        return IntStream.of(codes).anyMatch(each -> each == code);
    }

    /** Why this thread's last call failed. */
    static HypervisorException last(Libvirt libvirt, String tried) {
        return last(libvirt, null, tried);
    }

    /**
     * Why this thread's last call failed.
     *
     * @param connection over which it went: when that is broken, nothing else is the reason
     * @param tried in words that follow "could not"
     */
    static HypervisorException last(Libvirt libvirt, @Nullable Pointer connection, String tried) {
        Meaning meaning = MEANINGS.getOrDefault(libvirt.virGetLastErrorCode(), UNNAMED);
        String message = libvirt.virGetLastErrorMessage();
        String whole = "could not " + tried + ": " + (message == null ? "libvirt does not say why" : message);
        if (connection != null && libvirt.virConnectIsAlive(connection) != 1) {
            return new HypervisorException(
                    Reason.NOT_REACHABLE,
                    whole,
                    "the connection to libvirtd is broken and is made again: ask what is so");
        }
        return new HypervisorException(meaning.reason, whole, meaning.advice);
    }
}
