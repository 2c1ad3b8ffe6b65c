/** The same scenarios on the kernel's net_failover and on a master of ours, side by side in one guest. */
@NullMarked
package io.netfailover.campaign.scenario;

import org.jspecify.annotations.NullMarked;
