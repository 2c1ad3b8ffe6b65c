package io.netfailover.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.lab.Command;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LabAddresses;
import io.netfailover.lab.LinkTable;
import io.netfailover.lab.Probe;
import io.netfailover.lab.ProbeReport;
import io.netfailover.lab.Wait;
import io.netfailover.types.Steering;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A master whose slaves nobody in its namespace sees, under a daemon. */
class HiddenLayoutTest {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final String STANDBY_NOW = Lab.STANDBY + "nsby";

    private final LabDaemon guest = new LabDaemon();
    private final LinkTable before = LinkTable.of(guest.lab.guest());

    @BeforeEach
    void configure() {
        guest.giveAddress();
        guest.daemon.start();
    }

    @AfterEach
    void removeTheLab() {
        guest.close();
        assertThat(guest.lab.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"BPF_PROBE", "BPF_FLIP"})
    void theMasterAloneIsSeenAndServedAndAllIsGivenBack(Steering steering) throws IOException {
        guest.createMaster("--layout", "hidden", "--steering", steering.word());
        assertThat(names()).containsExactly(Lab.STANDBY);
        assertThat(LinkTable.of(guest.lab.hidden()).links().keySet())
                .containsExactlyInAnyOrder(STANDBY_NOW, Lab.STANDBY + "x", Lab.PRIMARY);

        try (Probe probe = Probe.start(guest.lab.guest(), guest.lab.peer(), LabAddresses.PEER, 1000)) {
            long from = System.nanoTime();
            guest.lab.setPrimaryCarrier(false);
            guest.awaitMaster(master -> path(master).equals("standby"));
            guest.lab.setPrimaryCarrier(true);
            guest.awaitMaster(master -> path(master).equals("primary"));
            guest.lab.unplugPrimary();
            guest.awaitMaster(master ->
                    path(master).equals("standby") && master.path("slaves").size() == 1);
            ProbeReport report = probe.report(from, System.nanoTime());
            if (steering == Steering.BPF_PROBE) { // else it is a matter of how busy the machine is
                assertThat(report.lost()).as("of %d", report.sent()).isLessThan(20);
            }
        }
        guest.lab.plugPrimary();
        guest.awaitMaster(master -> path(master).equals("primary"));
        assertThat(names()).as("the new one too").containsExactly(Lab.STANDBY);

        guest.daemon.run("master", "destroy", Lab.STANDBY).orFail();
        assertThat(before.differences(LinkTable.of(guest.lab.guest()))).isEmpty();
        assertThatTheHiddenNamespaceIsGone();
        assertThat(guest.lab.guest().ip("address", "show", "dev", Lab.STANDBY).out())
                .contains(LabAddresses.GUEST);
    }

    @Test
    void aDaemonThatWasKilledFindsTheSlavesAgainAndHearsOfThem() throws IOException {
        guest.createMaster("--layout", "hidden");
        guest.daemon.kill();
        try (Probe probe = Probe.start(guest.lab.guest(), guest.lab.peer(), LabAddresses.PEER, 1000)) {
            long from = System.nanoTime();
            guest.daemon.start();
            guest.awaitMaster(master ->
                    path(master).equals("primary") && master.path("slaves").size() == 2);
            assertThat(probe.report(from, System.nanoTime()).lost()).isLessThan(20);
        }
        guest.lab.unplugPrimary();
        guest.awaitMaster(master ->
                path(master).equals("standby") && master.path("slaves").size() == 1);
        assertThat(guest.daemon.events("master/" + Lab.STANDBY))
                .filteredOn(event -> event.path("event").asText().equals("master-slave-released"))
                .hasSize(1);
    }

    @Test
    void aMasterReleasedOfflineBringsItsSlavesBack() {
        guest.createMaster("--layout", "hidden");
        guest.daemon.kill();
        guest.daemon.run("master", "release", Lab.STANDBY, "--offline").orFail();
        assertThat(before.differences(LinkTable.of(guest.lab.guest()))).isEmpty();
        assertThatTheHiddenNamespaceIsGone();
    }

    @Test
    void aStandbyThatWouldLoseItsQdiscIsLeftAsItWas() {
        List<String> qdisc = List.of("tc", "qdisc", "add", "dev", Lab.STANDBY, "root", "handle", "1:", "htb");
        Command.run(guest.lab.guest().inside(qdisc).toArray(String[]::new)).orFail();
        String[] create = {"master", "create", Lab.STANDBY, "--standby", Lab.STANDBY, "--layout", "hidden"};
        assertThat(guest.daemon.run(create).exit()).isEqualTo(3);
        assertThat(guest.daemon.run(create).err())
                .contains("ens10 would lose in the hidden namespace what others gave it: qdisc htb 1:");
        assertThat(before.differences(LinkTable.of(guest.lab.guest()))).isEmpty();
        assertThat(guest.lab.guest().ip("link", "show", Lab.STANDBY).out()).contains("qdisc htb");
        assertThatTheHiddenNamespaceIsGone();
    }

    private List<String> names() {
        return List.copyOf(LinkTable.of(guest.lab.guest()).links().keySet());
    }

    private void assertThatTheHiddenNamespaceIsGone() {
        assertThat(Wait.until(() -> !Files.exists(guest.lab.hidden().file()), LIMIT))
                .isTrue();
    }

    private static String path(JsonNode master) {
        return master.path("path").asText();
    }
}
