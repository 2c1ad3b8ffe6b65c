package io.netfailover.journal;

import io.netfailover.types.Layout;
import io.netfailover.types.MacAddress;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.util.Optional;

/**
 * What a user asked for: enough to build the master again after a reboot.
 *
 * @param standbyName the standby's name before it was renamed, which {@code destroy} gives back
 * @param standbyUp whether the standby was up then
 * @param mac permanent address of the standby (or its address at that time where the driver reports none)
 * @param steering as asked for, possibly {@link Steering#AUTO}
 * @param policy empty until {@code master set} was told something
 */
public record MasterDefinition(
        MasterName name,
        String standbyName,
        boolean standbyUp,
        MacAddress mac,
        Steering steering,
        ReceiveRule receiveRule,
        Layout layout,
        Optional<MasterPolicy> policy) {

    /** The policy in force: what {@code master set} was told, else the defaults. */
    public MasterPolicy policyInForce() {
        return policy.orElse(MasterPolicy.DEFAULT);
    }

    public MasterDefinition with(MasterPolicy changed) {
        return new MasterDefinition(
                name, standbyName, standbyUp, mac, steering, receiveRule, layout, Optional.of(changed));
    }

    public MasterDefinition with(Steering other) {
        return new MasterDefinition(name, standbyName, standbyUp, mac, other, receiveRule, layout, policy);
    }
}
