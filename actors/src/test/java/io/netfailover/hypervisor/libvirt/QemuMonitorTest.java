package io.netfailover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QemuMonitorTest {
    @Test
    void aQemuThatDoesNotKnowTheQuestionTellsNothingOfStandby() {
        QemuMonitor old = new QemuMonitor(question ->
                "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"The command has not been found\"}}");

        assertThat(old.standbyTaken("ua-standby0")).isEmpty();
    }

    @Test
    void aGuestWithoutADriverHasNotTakenStandby() {
        QemuMonitor early = new QemuMonitor(question -> "{\"return\": {\"status\": {\"statuses\": []}}}");

        assertThat(early.standbyTaken("ua-standby0")).contains(false);
    }
}
