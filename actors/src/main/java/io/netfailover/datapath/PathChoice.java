package io.netfailover.datapath;

import io.netfailover.types.Path;
import io.netfailover.types.Role;

/**
 * What steering wants of the kernel.
 *
 * @param transmit the slave to send over (map flip)
 * @param first the slave to try first (probe: the other one is used when this one is not running with carrier)
 * @param acceptOnStandby whether frames that arrive on the standby reach the master (map flip; the probe decides by itself, and takes all
 *     of them when the standby is {@code first}); what arrives on the primary always does (NF-21)
 */
public record PathChoice(Path transmit, Role first, boolean acceptOnStandby) {}
