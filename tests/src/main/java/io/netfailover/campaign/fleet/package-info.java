/** Real hosts, and somebody who is killed or stopped while a VM moves between them. */
@NullMarked
package io.netfailover.campaign.fleet;

import org.jspecify.annotations.NullMarked;
