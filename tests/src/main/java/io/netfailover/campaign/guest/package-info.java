/** Debian guests whose network daemons meet failover masters, with our files and without. */
@NullMarked
package io.netfailover.campaign.guest;

import org.jspecify.annotations.NullMarked;
