package io.netfailover.actors;

import io.netfailover.types.Layout;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.time.Duration;
import java.util.Optional;

/**
 * The master that a user asks for.
 *
 * @param standby a name or an alternative name of the link that is always there
 * @param confirmWithin when it is undone by itself unless it is confirmed
 */
public record MasterRequest(
        MasterName name,
        String standby,
        Steering steering,
        ReceiveRule receiveRule,
        Layout layout,
        Optional<Duration> confirmWithin) {
    /** For good. */
    public MasterRequest(MasterName name, String standby, Steering steering, ReceiveRule receiveRule, Layout layout) {
        this(name, standby, steering, receiveRule, layout, Optional.empty());
    }
}
