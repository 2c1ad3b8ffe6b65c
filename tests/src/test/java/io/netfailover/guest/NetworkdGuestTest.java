package io.netfailover.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.campaign.guest.GuestStory;
import io.netfailover.campaign.guest.Maker;
import org.junit.jupiter.api.Test;

/** A real Debian guest with systemd-networkd; {@code ./campaign guests} has the other daemons. */
class NetworkdGuestTest {
    @Test
    void withOurFilesTheMasterAloneHasALeaseThroughBootUnplugPlugMigrationAndReboot() {
        GuestStory story = new GuestStory(NetworkDaemon.NETWORKD, Maker.KERNEL, "", line -> {});

        story.tellWith();

        assertThat(story.objections()).isEmpty();
    }
}
