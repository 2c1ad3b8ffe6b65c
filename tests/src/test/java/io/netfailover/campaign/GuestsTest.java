package io.netfailover.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.campaign.guest.Maker;
import io.netfailover.guest.NetworkDaemon;
import org.junit.jupiter.api.Test;

/** Which guest a seed stands for: results name seeds. */
class GuestsTest {
    @Test
    void theFirstSeedsAreTheKernelsMastersAndTheNextAreOurs() {
        assertThat(Guests.of(1)).isEqualTo(new Guests.Guest(NetworkDaemon.NETWORKD, Maker.KERNEL));
        assertThat(Guests.of(7)).isEqualTo(new Guests.Guest(NetworkDaemon.DRACUT, Maker.KERNEL));
        assertThat(Guests.of(8)).isEqualTo(new Guests.Guest(NetworkDaemon.NETWORKD, Maker.NETFAILOVER));
        assertThat(Guests.of(13)).isEqualTo(new Guests.Guest(NetworkDaemon.CLOUD_INIT, Maker.NETFAILOVER));
        assertThat(Guests.of(14)).isEqualTo(Guests.of(1));
    }
}
