package io.netfailover.actors.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.journal.NodeMessage;
import io.netfailover.lab.Wait;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts, of which one is a process that is killed: the one that formed the cluster, has its oldest node and holds the lease. */
class FleetCrashTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration TAKEOVER = Duration.ofSeconds(25);

    @TempDir
    static Path directory;

    @Test
    void theSurvivorOfTwoWakesWhatWasAwakeOnTheOther() throws IOException, InterruptedException {
        try (FleetLab lab = new FleetLab(directory, "hv1", "hv2")) {
            Process doomed = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            FleetHost.class.getName(),
                            lab.home("hv1").toString())
                    .inheritIO()
                    .start();
            try (FleetHost survivor = new FleetHost(formedFirst(lab))) {
                assertThat(survivor.seesNames(LIMIT, List.of(new HostName("hv1"))))
                        .isTrue();
                List<String> awake = domainsOnHv1(survivor);
                String asleep = awake.get(0);
                int remembered = remembered(lab);
                survivor.sleep(asleep);
                assertThat(Wait.until(() -> remembered(lab) > remembered, LIMIT))
                        .isTrue();

                doomed.destroyForcibly();
                long killedNs = System.nanoTime();

                for (String domain : awake.subList(1, awake.size())) {
                    assertThat(survivor.hears(seal(domain, 2), TAKEOVER.minusNanos(System.nanoTime() - killedNs)))
                            .as("%s woke within %s", domain, TAKEOVER)
                            .isTrue();
                }
                System.err.printf("takeover after %.1f s%n", (System.nanoTime() - killedNs) / 1e9);
                assertThat(survivor.heard()).doesNotContain(seal(asleep, 2));
                assertThat(survivor.fleet.status().members()).containsExactly(survivor.name);
            } finally {
                doomed.destroyForcibly();
                assertThat(doomed.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    /** Waits until the other host has formed the cluster. */
    private static Path formedFirst(FleetLab lab) throws IOException {
        Path home = lab.home("hv2");
        assertThat(Wait.until(
                        () -> lab.database
                                        .query(
                                                "SELECT count(*) FROM information_schema.tables WHERE table_name = 'netfailover_lease'")
                                        .equals("1")
                                && lab.database
                                        .query("SELECT count(*) FROM netfailover_lease")
                                        .equals("1"),
                        LIMIT))
                .isTrue();
        return home;
    }

    /** How many changes of the set of those that are awake are in the journal. */
    private static int remembered(FleetLab lab) {
        return Integer.parseInt(lab.database.query(
                "SELECT count(*) FROM event_journal WHERE persistence_id LIKE '/sharding/migrationShard/%'"));
    }

    /** At least two; shards are dealt out evenly, so that some of a dozen domains are there. */
    private static List<String> domainsOnHv1(FleetHost survivor) {
        List<String> there = IntStream.range(0, 12)
                .mapToObj(number -> "vm" + number)
                .filter(domain ->
                        String.valueOf(survivor.whereIs(domain, LIMIT)).startsWith("hv1 "))
                .toList();
        assertThat(there).hasSizeGreaterThan(1);
        return there;
    }

    private static NodeMessage.Seal seal(String domain, long number) {
        return new NodeMessage.Seal(new DomainName(domain), number);
    }
}
