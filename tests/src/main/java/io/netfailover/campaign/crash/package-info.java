/** Migrations on scripted hypervisors and networks, in virtual time: everything is killed everywhere. */
@NullMarked
package io.netfailover.campaign.crash;

import org.jspecify.annotations.NullMarked;
