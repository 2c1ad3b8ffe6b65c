package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.types.DomainName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jnr.ffi.Pointer;
import jnr.ffi.byref.PointerByReference;
import org.jspecify.annotations.Nullable;

/** One call's use of the connection, which lives at least as long. */
final class Session implements AutoCloseable {
    private static final int NETWORK_XML_INACTIVE = 1;

    private final Libvirt libvirt;
    private final Pointer connection;
    private final Deadline deadline;

    Session(Libvirt libvirt, Pointer connection, Deadline deadline) {
        this.libvirt = libvirt;
        this.connection = connection;
        this.deadline = deadline;
    }

    /** Empty when libvirt knows none of that name. */
    Optional<DomainHandle> find(DomainName name) {
        deadline.check();
        Pointer domain = libvirt.virDomainLookupByName(connection, name.value());
        if (domain != null) {
            return Optional.of(new DomainHandle(libvirt, connection, domain, name, deadline));
        }
        if (LibvirtError.lastIs(libvirt, LibvirtError.NO_DOMAIN)) {
            return Optional.empty();
        }
        throw LibvirtError.last(libvirt, connection, deadline.what());
    }

    DomainHandle domain(DomainName name) {
        return find(name)
                .orElseThrow(() -> new HypervisorException(
                        Reason.REFUSED,
                        "could not " + deadline.what() + ": there is no domain " + name + " here",
                        "virsh list --all shows what is here"));
    }

    /** What a network is started with; empty when libvirt knows none of that name. */
    Optional<String> network(String name) {
        deadline.check();
        Pointer network = libvirt.virNetworkLookupByName(connection, name);
        if (network == null) {
            if (LibvirtError.lastIs(libvirt, LibvirtError.NO_NETWORK)) {
                return Optional.empty();
            }
            throw LibvirtError.last(libvirt, connection, deadline.what());
        }
        try {
            return Optional.of(text(libvirt.virNetworkGetXMLDesc(network, NETWORK_XML_INACTIVE)));
        } finally {
            libvirt.virNetworkFree(network);
        }
    }

    private String text(@Nullable Pointer text) {
        if (text == null) {
            throw LibvirtError.last(libvirt, connection, deadline.what());
        }
        try {
            return text.getString(0, Integer.MAX_VALUE, StandardCharsets.UTF_8);
        } finally {
            libvirt.free(text);
        }
    }

    /** Names that netfailover could not use are left out. */
    List<DomainName> domains() {
        PointerByReference array = new PointerByReference();
        int count = libvirt.virConnectListAllDomains(connection, array, 0);
        if (count < 0) {
            throw LibvirtError.last(libvirt, connection, deadline.what());
        }
        List<DomainName> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Pointer domain = array.getValue().getPointer((long) i * Long.BYTES);
            String name = libvirt.virDomainGetName(domain);
            if (name != null && isUsable(name)) {
                names.add(new DomainName(name));
            }
            libvirt.virDomainFree(domain);
        }
        libvirt.free(array.getValue());
        return List.copyOf(names);
    }

    private static boolean isUsable(String name) {
        try {
            return !new DomainName(name).value().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public void close() {
        libvirt.virConnectClose(connection);
    }
}
