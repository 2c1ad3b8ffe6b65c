package io.netfailover.journal;

import io.netfailover.types.MacAddress;
import io.netfailover.types.VfAdmin;
import io.netfailover.types.VfRef;
import java.util.List;
import java.util.Optional;

/**
 * One failover pair of the VM, as far as the steps so far have found out.
 *
 * @param standbyAlias of the virtio NIC
 * @param tap its link on either host
 * @param bridge that the tap is a port of, on either host
 * @param vfAlias of the VF in the VM, kept constant
 * @param sourceVf empty when the VM had none
 * @param admin what the source's PF has for its VF, to be given to the destination's
 * @param destinationVf empty until one is reserved
 * @param destinationAdmin what the destination's PF had for it then, for the way back
 * @param mtuBytes of the tap on the source
 * @param vlans of the tap's bridge port on the source; empty without VLAN filtering
 * @param addresses of the guest, as text, as far as known
 */
public record MigrationPair(
        MacAddress mac,
        String standbyAlias,
        String tap,
        String bridge,
        String vfAlias,
        Optional<VfRef> sourceVf,
        Optional<VfAdmin> admin,
        Optional<VfRef> destinationVf,
        Optional<VfAdmin> destinationAdmin,
        int mtuBytes,
        List<Integer> vlans,
        List<String> addresses) {
    public MigrationPair {
        vlans = List.copyOf(vlans);
        addresses = List.copyOf(addresses);
    }

    public MigrationPair withAdmin(VfAdmin value) {
        return new MigrationPair(
                mac,
                standbyAlias,
                tap,
                bridge,
                vfAlias,
                sourceVf,
                Optional.of(value),
                destinationVf,
                destinationAdmin,
                mtuBytes,
                vlans,
                addresses);
    }

    public MigrationPair withDestinationVf(VfRef vf, VfAdmin found) {
        return new MigrationPair(
                mac,
                standbyAlias,
                tap,
                bridge,
                vfAlias,
                sourceVf,
                admin,
                Optional.of(vf),
                Optional.of(found),
                mtuBytes,
                vlans,
                addresses);
    }
}
