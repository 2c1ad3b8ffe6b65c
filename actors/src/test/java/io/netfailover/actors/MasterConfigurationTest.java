package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.actors.MasterProtocol.Confirm;
import io.netfailover.actors.MasterProtocol.Create;
import io.netfailover.actors.MasterProtocol.Outcome;
import io.netfailover.actors.MasterProtocol.Start;
import io.netfailover.datapath.LinkConfiguration;
import io.netfailover.journal.MasterEvent;
import io.netfailover.journal.MasterEvent.ConfigurationSaved;
import io.netfailover.journal.MasterEvent.ConfirmationAwaited;
import io.netfailover.journal.MasterEvent.CreationConfirmed;
import io.netfailover.journal.MasterEvent.MasterDestructionRequested;
import io.netfailover.journal.MasterEvent.MasterEstablished;
import io.netfailover.journal.SavedConfiguration;
import io.netfailover.journal.SavedItem;
import io.netfailover.netlink.InterfaceAddress;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the links carry is journalled before it is touched, and a creation that nobody confirms is undone. */
class MasterConfigurationTest {
    @RegisterExtension
    static final TestHost HOST = new TestHost();

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant DEADLINE = TestHost.NOW.plus(MINUTE);

    private static Calls calls() {
        return HOST.kernel().calls;
    }

    private static LinkConfiguration carries(int link) {
        return new LinkConfiguration(
                new IfIndex(link),
                List.of(InterfaceAddress.of(new IfIndex(link), address(), 24)),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of("qdisc htb 1: with its classes and filters"));
    }

    private static InetAddress address() {
        try {
            return InetAddress.getByAddress(new byte[] {10, 1, 0, 5});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ConfigurationSaved saved(LinkKey key, int link) {
        LinkConfiguration configuration = carries(link);
        return new ConfigurationSaved(
                new SavedConfiguration(key, configuration.items(), TestHost.NOW), configuration.left(), TestHost.NOW);
    }

    @Test
    void whatTheStandbyCarriesIsJournalledBeforeAnythingIsTouched() {
        HOST.kernel().configurations.standby = Optional.of(carries(10));
        List<Object> journalledThen = new CopyOnWriteArrayList<>();
        HOST.kernel().when("addresses on 12", () -> journalledThen.addAll(HOST.journalled(TestMaster.ID)));
        TestMaster master = TestMaster.start(HOST, Start.NEW, TestMaster.STANDBY);

        master.create();
        master.outcome(Outcome.CREATED);

        assertThat(journalledThen).containsExactly(TestMaster.REQUESTED, saved(TestHost.key(10), 10));
        assertThat(((ConfigurationSaved) journalledThen.get(1)).configuration().items())
                .extracting(SavedItem::kind, SavedItem::text)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(SavedItem.Kind.ADDRESS, "10.1.0.5/24"));
        assertThat(calls().all())
                .startsWith("addresses on 12", "establish ens10", "move 10 to 12", "register STANDBY 10");
    }

    @Test
    void whatTheMasterCarriesIsJournalledBeforeItIsUnmade() {
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY);
        HOST.kernel().configurations.master = Optional.of(carries(12));
        List<Object> journalledThen = new CopyOnWriteArrayList<>();
        HOST.kernel().when("destroy", () -> journalledThen.addAll(HOST.journalled(TestMaster.ID)));

        master.destroy();
        master.letGo();
        master.outcome(Outcome.DESTROYED);

        assertThat(journalledThen).last().isEqualTo(saved(TestHost.key(12), 12));
        assertThat(calls().all()).containsSubsequence("destroy", "move 12 to 10", "close");
    }

    @Test
    void aCreationOfUnknownOutcomeIsFinishedWithWhatWasJournalled() {
        HOST.journalHolds(TestMaster.ID, TestMaster.REQUESTED, saved(TestHost.key(10), 10));

        TestMaster master = TestMaster.start(HOST, Start.WOKEN, TestMaster.STANDBY);

        master.steer();
        assertThat(calls().all()).contains("addresses on 12", "move 10 to 12");
        TestHost.eventually(
                () -> assertThat(HOST.journalled(TestMaster.ID)).last().isInstanceOf(MasterEstablished.class));
    }

    @Test
    void whatHasArrivedIsNotMovedAgainByTheNextDaemon() {
        HOST.journalHolds(TestMaster.ID, TestMaster.REQUESTED, TestMaster.ESTABLISHED, saved(TestHost.key(10), 10));

        TestMaster.start(HOST, Start.WOKEN, TestMaster.STANDBY).steer();

        assertThat(calls().all()).contains("move 10 to 12");
        TestHost.eventually(
                () -> assertThat(HOST.journalled(TestMaster.ID)).last().isInstanceOf(MasterEstablished.class));
    }

    @Test
    void whatWasJournalledInAnotherBootIsForgotten() {
        LinkKey other = new LinkKey("22222222-4b5a-6978-8796-a5b4c3d2e1f0", 4026531840L, new IfIndex(10));
        HOST.journalHolds(TestMaster.ID, TestMaster.REQUESTED, saved(other, 10));

        TestMaster.start(HOST, Start.WOKEN, TestMaster.STANDBY).steer();

        assertThat(calls().all()).noneMatch(call -> call.startsWith("move"));
    }

    @Test
    void whatCannotBeMovedIsUndone() {
        HOST.kernel().configurations.standby = Optional.of(carries(10));
        HOST.kernel().fail("move 10 to 12", "add route default: Network is unreachable (ENETUNREACH)");
        TestMaster master = TestMaster.start(HOST, Start.NEW, TestMaster.STANDBY);

        master.create();

        assertThat(master.failure()).hasMessageContaining("ENETUNREACH");
        assertThat(calls().all()).containsSubsequence("move 10 to 12", "close", "remove ens10", "configure 10");
    }

    @Test
    void aCreationThatNobodyConfirmsIsUndone() {
        TestMaster master = awaitingConfirmation();
        assertThat(master.status().confirmBy()).isEqualTo(DEADLINE);

        HOST.timePasses(MINUTE);
        master.letGo();

        TestHost.eventually(() -> assertThat(HOST.board().masters()).isEmpty());
        assertThat(HOST.journalled(TestMaster.ID))
                .contains(new MasterDestructionRequested("the deadline of its confirmation", TestHost.NOW));
    }

    @Test
    void aCreationThatIsConfirmedStays() {
        TestMaster master = awaitingConfirmation();

        master.tell(new Confirm("user:root", master.caller.ref()));
        master.outcome(Outcome.CONFIRMED);
        HOST.timePasses(MINUTE.multipliedBy(2));

        assertThat(master.status().state()).isEqualTo("active");
        assertThat(master.status().confirmBy()).isNull();
        assertThat(HOST.journalled(TestMaster.ID)).last().isEqualTo(new CreationConfirmed("user:root", TestHost.NOW));
    }

    @Test
    void theDeadlineOutlivesTheDaemon() {
        MasterEvent awaited = new ConfirmationAwaited(TestHost.NOW.minusSeconds(1), TestHost.NOW.minusSeconds(61));
        HOST.journalHolds(TestMaster.ID, TestMaster.REQUESTED, awaited, TestMaster.ESTABLISHED);

        TestMaster master = TestMaster.start(HOST, Start.WOKEN, TestMaster.STANDBY);
        HOST.timePasses(Duration.ofMillis(1));
        master.letGo();

        TestHost.eventually(() -> assertThat(HOST.journalled(TestMaster.ID))
                .contains(new MasterDestructionRequested("the deadline of its confirmation", TestHost.NOW)));
    }

    private static TestMaster awaitingConfirmation() {
        TestMaster master = TestMaster.start(HOST, Start.NEW, TestMaster.STANDBY);
        master.tell(new Create(TestMaster.DEFINITION, Optional.of(MINUTE), "user:root", master.caller.ref()));
        master.outcome(Outcome.CREATED);
        assertThat(HOST.journalled(TestMaster.ID))
                .startsWith(TestMaster.REQUESTED, new ConfirmationAwaited(DEADLINE, TestHost.NOW));
        return master;
    }
}
