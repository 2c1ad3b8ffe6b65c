package io.netfailover.actors.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.PostStop;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import io.netfailover.config.FleetCertificates;
import io.netfailover.journal.NodeMessage;
import io.netfailover.lab.Wait;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts in one JVM over mutual TLS, with PostgreSQL. */
class FleetTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Some attempts of a node that is not let in. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(4);

    @TempDir
    static Path directory;

    private static FleetLab lab;
    private static FleetHost hv1;
    private static FleetHost hv2;

    @BeforeAll
    static void startTheFleet() throws IOException {
        lab = new FleetLab(directory, "hv1", "hv2", "hv3");
        hv1 = new FleetHost(lab.home("hv1"));
        hv2 = new FleetHost(lab.home("hv2"));
        assertThat(hv1.sees(LIMIT, hv2)).as("%s", hv1.fleet.status()).isTrue();
        assertThat(hv2.sees(LIMIT, hv1)).as("%s", hv2.fleet.status()).isTrue();
    }

    @AfterAll
    static void stopTheFleet() {
        hv1.close();
        hv2.close();
        lab.close();
    }

    @Test
    void aMessageReachesTheAgentOfEitherHostAndIsDroppedForOneThatIsNotThere() {
        NodeMessage.Seal there = new NodeMessage.Seal(new DomainName("web1"), 7);
        NodeMessage.Seal here = new NodeMessage.Seal(new DomainName("web1"), 8);
        NodeMessage.Seal nowhere = new NodeMessage.Seal(new DomainName("web1"), 9);

        hv1.fleet.toHost(new HostName("hv3"), nowhere);
        assertThat(Wait.until(
                        () -> {
                            hv1.fleet.toHost(hv2.name, there); // the proxy is known a moment after the member
                            return hv2.heard().contains(there);
                        },
                        LIMIT))
                .isTrue();
        hv1.fleet.toHost(hv1.name, here);

        assertThat(hv1.hears(here, LIMIT)).isTrue();
        assertThat(hv1.heard()).doesNotContain(there, nowhere);
        assertThat(hv2.heard()).doesNotContain(here, nowhere);
    }

    @Test
    void aDomainHasOneActorWhicheverHostSpeaksToIt() {
        for (String domain : List.of("one1", "one2", "one3", "one4")) {
            String seenFromHv1 = hv1.whereIs(domain, LIMIT);

            assertThat(seenFromHv1).matches("hv[12] 1");
            assertThat(hv2.whereIs(domain, LIMIT)).isEqualTo(seenFromHv1);
        }
    }

    @Test
    void aSleepingActorIsWokenByAMessageAsItsNextIncarnation() {
        assertThat(hv1.whereIs("sleepy", LIMIT)).endsWith(" 1");

        hv1.sleep("sleepy");

        assertThat(Wait.until(() -> String.valueOf(hv1.whereIs("sleepy", LIMIT)).endsWith(" 2"), LIMIT))
                .isTrue();
    }

    @Test
    void aNodeWithACertificateOfAnotherAuthorityStaysOutside(@TempDir Path elsewhere) throws IOException {
        FleetCertificates others = new FleetCertificates(elsewhere, 2);
        others.prepareAuthority();
        HostName name = new HostName("hv3");

        try (FleetHost stranger = new FleetHost(lab.home("hv3", others.issue(name)))) {
            assertThat(Wait.until(() -> stranger.fleet.status().phase() == FleetStatus.Phase.JOINING, LIMIT))
                    .isTrue();
            Wait.pass(LONG_ENOUGH);

            assertThat(stranger.fleet.status().phase()).isEqualTo(FleetStatus.Phase.JOINING);
            assertThat(hv1.fleet.status().members()).containsExactly(hv1.name, hv2.name);
        }
    }

    @Test
    void aNodeThatIsPutOutComesBackWithANewSystemInTheSameProcess() {
        ActorSystem<?> before = hv2.fleet.system();
        ActorSystem<?> other = hv1.fleet.system();
        assertThat(before).isNotNull();
        assertThat(other).isNotNull();

        Cluster.get(other)
                .manager()
                .tell(new Down(Cluster.get(before).selfMember().address()));

        assertThat(Wait.until(() -> hv2.fleet.system() != null && hv2.fleet.system() != before, LIMIT))
                .isTrue();
        assertThat(hv1.sees(LIMIT, hv2)).isTrue();
        assertThat(hv2.sees(LIMIT, hv1)).isTrue();
        assertThat(hv1.fleet.system()).isSameAs(other);
        assertThat(hv2.whereIs("downed", LIMIT)).isNotNull();
    }

    @Test
    void aSystemThatDoesNotEndIsLeftToItself() {
        ActorSystem<?> before = Objects.requireNonNull(hv2.fleet.system());
        ActorSystem<?> other = Objects.requireNonNull(hv1.fleet.system());
        CountDownLatch released = new CountDownLatch(1);
        before.systemActorOf(
                Behaviors.receive(Void.class)
                        .onSignal(PostStop.class, stopped -> {
                            released.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
                            return Behaviors.same();
                        })
                        .build(),
                "clinging",
                Props.empty());

        Cluster.get(other)
                .manager()
                .tell(new Down(Cluster.get(before).selfMember().address()));
        try {
            assertThat(Wait.until(() -> hv2.fleet.system() != null && hv2.fleet.system() != before, LIMIT))
                    .isTrue();
            assertThat(hv2.sees(LIMIT, hv1)).as("%s", hv2.fleet.status()).isTrue();
            assertThat(released.getCount()).isEqualTo(1);
        } finally {
            released.countDown();
        }
    }

    @Test
    void aDatabaseThatWasAwayIsUsedAgainAndNoNodeLeaves() {
        assertThat(hv1.whereIs("before", LIMIT)).isNotNull();
        ActorSystem<?> first = hv1.fleet.system();
        ActorSystem<?> second = hv2.fleet.system();

        lab.database.stop();
        assertThat(hv1.whereIs("meanwhile", Duration.ofSeconds(3))).isNull();
        lab.database.start();

        assertThat(hv1.whereIs("meanwhile", LIMIT)).isNotNull();
        assertThat(hv2.whereIs("before", LIMIT)).isNotNull();
        assertThat(hv1.fleet.system()).isSameAs(first);
        assertThat(hv2.fleet.system()).isSameAs(second);
        assertThat(hv1.fleet.status().members()).containsExactly(hv1.name, hv2.name);
    }
}
