package io.netfailover.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.lab.Command;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LabAddresses;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code master set} and {@code master prefer} with the real daemon. */
class PolicyTest {
    private final LabDaemon guest = new LabDaemon();

    @BeforeEach
    void startOnThePrimary() {
        guest.daemon.start();
        guest.createMaster();
        guest.giveAddress();
    }

    @AfterEach
    void removeTheLab() {
        guest.close();
        assertThat(guest.lab.leftovers()).isEmpty();
    }

    private Command.Outcome set(String... changes) {
        String[] command = new String[changes.length + 3];
        System.arraycopy(new String[] {"master", "set", Lab.STANDBY}, 0, command, 0, 3);
        System.arraycopy(changes, 0, command, 3, changes.length);
        return guest.daemon.run(command);
    }

    private JsonNode awaitPath(String path) {
        return guest.awaitMaster(master -> master.path("path").asText().equals(path));
    }

    @Test
    void aDeadPathWithCarrierIsLeftUntilItLeadsSomewhereAgain() {
        set("probe-targets=" + LabAddresses.PEER, "probe-interval=200ms").orFail();

        guest.lab.setPrimaryForwarding(false);
        JsonNode left = awaitPath("standby");
        assertThat(left.at("/lastSwitch/reason").asText()).isEqualTo("primary ens11 reaches no probe target");
        assertThat(left.path("carrier").asBoolean()).isTrue();
        Command.run(guest.lab
                        .guest()
                        .inside(List.of("ping", "-c", "3", "-i", "0.2", "-W", "2", LabAddresses.PEER))
                        .toArray(String[]::new))
                .orFail();

        guest.lab.setPrimaryForwarding(true);
        awaitPath("primary");
    }

    @Test
    void thePreferenceIsObeyedByProbeAndDaemonAndOutlivesBoth() {
        guest.daemon.run("master", "prefer", Lab.STANDBY, "standby").orFail();
        awaitPath("standby");
        guest.daemon.kill();
        guest.daemon.start();

        assertThat(awaitPath("standby").at("/policy/prefer").asText()).isEqualTo("standby");
        guest.daemon.run("master", "prefer", Lab.STANDBY, "auto").orFail();
        awaitPath("primary");
        assertThat(guest.daemon.events("master/" + Lab.STANDBY))
                .extracting(event -> event.path("event").asText())
                .contains("master-policy-set");
    }

    @Test
    void whatCannotBeIsRefusedWithTheRange() {
        Command.Outcome refused = set("up-delay=2h");

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("up-delay=2h is not allowed: 0 to 1h");
        assertThat(guest.daemon.master(Lab.STANDBY).at("/policy/up-delay").asText())
                .isEqualTo("0");
    }
}
