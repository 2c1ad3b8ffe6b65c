package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import io.netfailover.hypervisor.qmp.QmpHypervisor;
import io.netfailover.hypervisor.qmp.QmpSettings;
import io.netfailover.journal.Feed;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.NoVf;
import io.netfailover.journal.NodeMessage;
import io.netfailover.journal.NodeMessage.Seal;
import io.netfailover.journal.NodeMessage.Sealed;
import io.netfailover.journal.NodeMessage.StepReply;
import io.netfailover.journal.NodeMessage.StepRequest;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.journal.StepOutcome;
import io.netfailover.migration.HostNetwork;
import io.netfailover.migration.StepRunner;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.MigrationId;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is obeyed; and a disk that refuses for a while, as it seems to a daemon that was stopped while it wrote. */
class HostAgentTest {
    @RegisterExtension
    static final TestHost HOST = new TestHost();

    private static final HostName HV1 = new HostName("hv1");
    private static final DomainName VM = new DomainName("vm1");
    private static final long NUMBER = 7;

    private final List<NodeMessage.ToMigration> told = new CopyOnWriteArrayList<>();

    private ActorRef<HostAgent.Command> start(StepRunner.Checkpoints checkpoints) {
        HostNetwork none = (HostNetwork) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HostNetwork.class}, (proxy, method, arguments) -> {
                    throw new AssertionError(method);
                });
        QmpSettings noVms = new QmpSettings(List.of(), Path.of("/nonexistent"), "", 49152, 49153);
        FleetPort fleet = new FleetPort() {
            @Override
            public void toHost(HostName host, NodeMessage.ToHost message) {
                throw new AssertionError(message);
            }

            @Override
            public void toMigration(NodeMessage.ToMigration message) {
                told.add(message);
            }
        };
        return HOST.spawn(HostAgent.create(
                HOST.services(),
                new HostAgent.Tools(
                        HV1,
                        new StepRunner(HV1, new QmpHypervisor(noVms), none, Map.of(), checkpoints),
                        HOST.effects(),
                        fleet,
                        new MigrationBoard())));
    }

    private static StepRequest release(int attempt) {
        return release(NUMBER, attempt);
    }

    /** Gives back what is held for a domain: on this host nothing is. */
    private static StepRequest release(long number, int attempt) {
        MigrationOrder order =
                MigrationOrder.of(VM, new HostName("hv2"), HV1, Feed.BOTH, NoVf.REFUSE, Duration.ofMinutes(5));
        return new StepRequest(
                new MigrationId(VM, 1), number, MigrationStep.RESERVE_VF, true, attempt, MigrationPlan.of(order));
    }

    private List<StepOutcome> outcomes() {
        return told.stream()
                .filter(StepReply.class::isInstance)
                .map(message -> ((StepReply) message).outcome())
                .toList();
    }

    private static void ask(ActorRef<HostAgent.Command> agent, NodeMessage.ToHost message) {
        agent.tell(new HostAgent.Heard(message));
    }

    private void requireSeal(ActorRef<HostAgent.Command> agent) {
        ask(agent, new Seal(VM, NUMBER));
        HOST.timeUntil(() -> assertThat(told).contains(new Sealed(VM, NUMBER, HV1)));
    }

    @Test
    void anEffectWhoseBeginningWasNotJournalledKeepsNobodyOut() {
        ActorRef<HostAgent.Command> agent = start(StepRunner.Checkpoints.NONE);
        ask(agent, new Seal(VM, NUMBER));
        TestHost.eventually(() -> assertThat(told).hasSize(1));
        told.clear();
        HOST.journal().failNextPersisted(PersistenceIds.agent().id());

        ask(agent, release(1));
        requireSeal(agent);
        ask(agent, release(2));

        HOST.timeUntil(() -> assertThat(outcomes()).containsExactly(StepOutcome.DONE));
    }

    @Test
    void anEffectWhoseEndWasNotJournalledIsOfUnknownOutcomeAndKeepsNobodyOut() {
        ActorRef<HostAgent.Command> agent = start((step, undo, point) -> {
            if (point == StepRunner.Checkpoints.Point.BEFORE_EFFECT
                    && outcomes().isEmpty()) {
                HOST.journal().failNextPersisted(PersistenceIds.agent().id());
            }
        });
        ask(agent, new Seal(VM, NUMBER));
        TestHost.eventually(() -> assertThat(told).hasSize(1));
        told.clear();

        ask(agent, release(1));
        HOST.timeUntil(() -> assertThat(outcomes()).containsExactly(StepOutcome.UNKNOWN));
        requireSeal(agent);
        ask(agent, release(2));

        HOST.timeUntil(() -> assertThat(outcomes()).containsExactly(StepOutcome.UNKNOWN, StepOutcome.DONE));
    }

    @Test
    void anEarlierIncarnationLearnsWhoHasTheHostAndIsRefused() {
        ActorRef<HostAgent.Command> agent = start(StepRunner.Checkpoints.NONE);
        ask(agent, new Seal(VM, NUMBER));
        HOST.timeUntil(() -> assertThat(told).containsExactly(new Sealed(VM, NUMBER, HV1)));
        told.clear();

        ask(agent, new Seal(VM, NUMBER - 1));
        ask(agent, release(NUMBER - 1, 1));

        HOST.timeUntil(() -> assertThat(outcomes()).containsExactly(StepOutcome.FENCED));
        assertThat(told).startsWith(new Sealed(VM, NUMBER, HV1));
    }

    /** Else the later incarnation, whose promise is still to come, would take that answer for it. */
    @Test
    void anEarlierIncarnationGetsNoAnswerWhileAnEffectGoesOn() {
        CountDownLatch effect = new CountDownLatch(1);
        ActorRef<HostAgent.Command> agent = start((step, undo, point) -> {
            if (point == StepRunner.Checkpoints.Point.BEFORE_EFFECT) {
                awaitUninterruptibly(effect);
            }
        });
        ask(agent, release(NUMBER, 1));
        ask(agent, new Seal(VM, NUMBER + 1));
        ask(agent, new Seal(VM, NUMBER));
        ask(agent, release(NUMBER, 2));
        HOST.timeUntil(() -> assertThat(outcomes()).containsExactly(StepOutcome.FENCED));
        assertThat(told).hasSize(1);

        effect.countDown();

        HOST.timeUntil(() -> assertThat(told).contains(new Sealed(VM, NUMBER + 1, HV1)));
        assertThat(outcomes()).containsExactly(StepOutcome.FENCED, StepOutcome.DONE);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
