package io.netfailover.migration;

import io.netfailover.types.MacAddress;
import io.netfailover.types.VfAdmin;
import io.netfailover.types.VfRef;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The network of this host, as migrations change it. Every change is idempotent and has been read back when the call returns; calls
 * block, for milliseconds, and throw {@link HostNetworkException}.
 */
public interface HostNetwork {
    /** Empty when there is no such link. */
    Optional<HostLink> link(String name);

    /** The uplink VF of a bridge: a port of it, as configured or as the only port that is a VF. */
    String uplinkOf(String bridge);

    /** The PF that a link is a VF of; empty for other links. */
    Optional<String> pfOf(String link);

    /** Everything that this host's forwarding databases say of an address, in the order of links. */
    List<Forwarding> forwarding(MacAddress mac);

    /** Has an uplink VF take frames for the address: {@code self permanent}, all that a real VF takes (facts of {@code bridge fdb}). */
    void forwardToUplink(String uplink, MacAddress mac);

    /** Has the bridge send frames for the address to the tap: {@code master static sticky}, which neither roams nor becomes local. */
    void forwardToTap(String tap, MacAddress mac);

    /** Removes what {@link #forwardToUplink} or {@link #forwardToTap} made on that link; what is learned is left. */
    void stopForwarding(String link, MacAddress mac);

    /** What the PF has set for a VF; zero as MAC also where {@link #setVfAdmin} had to set another one for zero. */
    VfAdmin vfAdmin(VfRef vf);

    /**
     * Sets all of it and reads it back; each part that the driver refuses or ignores is named in the exception, and the others are set
     * then. What is empty stays as it is. Where a driver refuses zero as MAC the VF gets a locally administered one that nobody else has.
     */
    void setVfAdmin(VfRef vf, VfAdmin admin);

    /** The VFs that a PF has, in the order of their indices, with where they are on the PCI bus. */
    List<VfRef> functionsOf(String pf);

    /**
     * Tells the network beyond {@code link} that the address is to be found here: gratuitous ARP and unsolicited NA for each address
     * of the guest that is known, RARP when none is.
     */
    void announce(String link, MacAddress mac, List<InetAddress> addresses);

    /**
     * Asks the guest by ARP and NS and tells by which of its links the answer came; empty when none came within {@code deadline}.
     *
     * @param addresses of the guest; without any its IPv6 link-local address is derived from the MAC. Those that the guest named itself in
     *     frames seen before are asked for besides (and announced by {@link #announce})
     */
    Optional<GuestPath> guestPath(
            String tap, String uplink, MacAddress mac, List<InetAddress> addresses, Duration deadline);

    /** By which of its two links a guest sends. */
    enum GuestPath {
        STANDBY,
        PRIMARY
    }
}
