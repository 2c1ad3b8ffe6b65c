package io.netfailover.campaign.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SoundGuestTest {
    @Test
    void aKernelThatTripsOverItsListsOrRingsIsDamaged() {
        assertThat(SoundGuest.damage("""
                [    0.008000] ..MP-BIOS bug: 8254 timer not connected to IO-APIC
                [  107.192389] virtio_net virtio0: output.0:id 14 is not a head!
                """))
                .hasValueSatisfying(words -> assertThat(words).contains("id 14 is not a head"));
        assertThat(SoundGuest.damage("[  351.165289] list_del corruption, ffffea0000189508->next is NULL"))
                .isPresent();
    }

    /** What a busy machine or a product that fails would show, too. */
    @Test
    void aKernelThatWasOnlyLateIsSound() {
        assertThat(SoundGuest.damage("""
                [    0.008000] ..MP-BIOS bug: 8254 timer not connected to IO-APIC
                [  132.516096] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [swapper/0:0]
                [  140.000000] vmxnet3 0000:05:00.0 eth2: NIC Link is Down
                """)).isEmpty();
    }
}
