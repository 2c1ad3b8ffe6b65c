package io.netfailover.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LabAddresses;
import io.netfailover.lab.LinkTable;
import io.netfailover.lab.Probe;
import io.netfailover.lab.ProbeReport;
import io.netfailover.lab.Wait;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A NIC that programs talk through gets a master, and loses it again, under a daemon. */
class LiveNicTest {
    private static final int PER_SECOND = 1000;

    /** Of a NIC in use nobody may notice it: a program repeats what it misses for so long. */
    private static final int MOST_LOST = 100;

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final LabDaemon guest = new LabDaemon();

    @BeforeEach
    void configure() {
        ip("address", "add", LabAddresses.GUEST + "/" + LabAddresses.PREFIX, "dev", Lab.STANDBY);
        ip("address", "add", "10.88.0.1/16", "dev", Lab.STANDBY, "valid_lft", "3600", "preferred_lft", "1800");
        ip("route", "add", "default", "via", LabAddresses.PEER, "dev", Lab.STANDBY, "metric", "100");
    }

    @AfterEach
    void removeTheLab() {
        guest.close();
        assertThat(guest.lab.leftovers()).isEmpty();
    }

    @Test
    void aProgramThatTalksThroughTheNicHardlyNotices() throws IOException {
        LinkTable links = LinkTable.of(guest.lab.guest());
        guest.daemon.start();
        List<String> before = carried();
        try (Probe probe = Probe.start(guest.lab.guest(), guest.lab.peer(), LabAddresses.PEER, PER_SECOND)) {
            ProbeReport created = during(probe, "master", "create", Lab.STANDBY, "--standby", Lab.STANDBY);
            assertThat(carried()).isEqualTo(before);
            guest.awaitMaster(master -> master.path("slaves").size() == 2);
            guest.awaitMaster(master -> master.path("path").asText().equals("primary"));
            ProbeReport destroyed = during(probe, "master", "destroy", Lab.STANDBY);
            assertThat(carried()).isEqualTo(before);
            System.out.println("create: " + words(created) + "; destroy: " + words(destroyed));
            assertThat(created.lost()).as("lost by create: %s", words(created)).isLessThan(MOST_LOST);
            assertThat(destroyed.lost())
                    .as("lost by destroy: %s", words(destroyed))
                    .isLessThan(MOST_LOST);
        }
        assertThat(links.differences(LinkTable.of(guest.lab.guest()))).isEmpty();
        assertThat(guest.daemon.events("master/" + Lab.STANDBY))
                .filteredOn(event -> event.path("event").asText().equals("master-configuration-saved"))
                .hasSize(2)
                .allSatisfy(event -> assertThat(
                                event.at("/data/configuration/items/0/text").asText())
                        .isEqualTo(LabAddresses.GUEST + "/" + LabAddresses.PREFIX));
    }

    @Test
    void aCreationThatNobodyConfirmsIsUndoneAlsoByTheNextDaemon() {
        LinkTable links = LinkTable.of(guest.lab.guest());
        List<String> before = carried();
        guest.daemon.start();
        guest.daemon
                .run("master", "create", Lab.STANDBY, "--standby", Lab.STANDBY, "--confirm", "5s")
                .orFail();
        assertThat(guest.daemon.master(Lab.STANDBY).path("confirmBy").asText()).isNotEmpty();
        guest.daemon.kill();
        assertThat(carried()).isEqualTo(before);

        guest.daemon.start();
        assertThat(Wait.until(() -> guest.daemon.master(Lab.STANDBY).isMissingNode(), LIMIT))
                .isTrue();
        assertThat(links.differences(LinkTable.of(guest.lab.guest()))).isEmpty();
        assertThat(carried()).isEqualTo(before);
    }

    @Test
    void aCreationThatIsConfirmedStays() {
        guest.daemon.start();
        guest.daemon
                .run("master", "create", Lab.STANDBY, "--standby", Lab.STANDBY, "--confirm", "1h")
                .orFail();
        guest.daemon.run("master", "confirm", Lab.STANDBY).orFail();
        JsonNode master = guest.daemon.master(Lab.STANDBY);
        assertThat(master.path("state").asText()).isEqualTo("active");
        assertThat(master.path("confirmBy").isNull()).isTrue();
        assertThat(guest.daemon.run("master", "confirm", "ens99").exit()).isEqualTo(3);
    }

    private ProbeReport during(Probe probe, String... command) {
        long from = System.nanoTime();
        guest.daemon.run(command).orFail();
        return probe.report(from, System.nanoTime());
    }

    private static String words(ProbeReport report) {
        return report.lost() + " of " + report.sent() + " lost, longest gap " + report.longestGapMillis() + " ms";
    }

    /** Addresses and routes of the link that users see, without what runs down. */
    private List<String> carried() {
        return Stream.of(
                        guest.lab.guest().ip("-4", "-o", "address", "show", "dev", Lab.STANDBY),
                        guest.lab.guest().ip("route", "show", "dev", Lab.STANDBY))
                .flatMap(shown -> shown.orFail().out().lines())
                .map(line -> line.replaceAll("^[0-9]+: |[0-9]+sec|linkdown", "").strip())
                .toList();
    }

    private void ip(String... arguments) {
        guest.lab.guest().ip(arguments).orFail();
    }
}
