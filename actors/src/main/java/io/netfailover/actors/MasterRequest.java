package io.netfailover.actors;

import io.netfailover.types.Layout;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;

/**
 * The master that a user asks for.
 *
 * @param standby a name or an alternative name of the link that is always there
 */
public record MasterRequest(
        MasterName name, String standby, Steering steering, ReceiveRule receiveRule, Layout layout) {}
