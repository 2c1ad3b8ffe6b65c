package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.netfailover.actors.Steering.LinkChanged;
import io.netfailover.actors.Steering.LinkRemoved;
import io.netfailover.actors.Steering.PathHeld;
import io.netfailover.actors.Steering.PathSwitched;
import io.netfailover.actors.Steering.Release;
import io.netfailover.actors.Steering.Released;
import io.netfailover.actors.Steering.SlaveJoined;
import io.netfailover.actors.Steering.SlaveLeft;
import io.netfailover.actors.Steering.Steer;
import io.netfailover.datapath.DataPath;
import io.netfailover.journal.MasterPolicy;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SteeringTest {
    @RegisterExtension
    static final TestHost HOST = new TestHost();

    private static final MasterName MASTER = new MasterName("ens10");
    private static final Link STANDBY = Links.veth(10, "ens10nsby").link();
    private static final Link PRIMARY = Links.veth(11, "ens11").link();
    private static final Link PRIMARY_WITHOUT_CARRIER =
            Links.veth(11, "ens11").noCarrier().link();
    private static final Map<Role, IfIndex> PAIR =
            Map.of(Role.STANDBY, STANDBY.ifIndex(), Role.PRIMARY, PRIMARY.ifIndex());

    private final TestProbe<Steering.Told> master = HOST.probe();
    private ActorRef<Steering.Command> steering = HOST.<Steering.Command>probe().ref();

    @BeforeEach
    void start() {
        steering = HOST.spawn(Steering.create(HOST.board(), () -> {}, listener -> Steering.SlaveWatch.NONE));
    }

    private void seen(Link link) {
        steering.tell(new LinkChanged(link, System.nanoTime()));
    }

    private void gone(Link link) {
        steering.tell(new LinkRemoved(link.ifIndex(), System.nanoTime()));
    }

    private DataPath steer(FakeDataPaths kernel, MasterName name, Path last, Map<Role, IfIndex> slaves) {
        DataPath path = kernel.establish(MasterViewTest.DEFINITION);
        kernel.calls.forget();
        steering.tell(
                new Steer(name, path, ReceiveRule.OPEN, MasterPolicy.DEFAULT, last, Set.of(), slaves, master.ref()));
        return path;
    }

    private void steerPair() {
        seen(STANDBY);
        seen(PRIMARY);
        steer(HOST.kernel(), MASTER, Path.PRIMARY, PAIR);
    }

    /** When it replies, everything that was told before has been done. */
    private void release(MasterName name) {
        TestProbe<Released> released = HOST.probe();
        steering.tell(new Release(name, released.ref()));
        released.expectMessage(new Released(name));
    }

    @Test
    void theFirstChoiceIsStoredAtOnceAndNotToldWhenThePathIsTheLastKnownOne() {
        steerPair();
        release(MASTER);

        assertThat(HOST.kernel().calls.all()).containsExactly("steer PRIMARY");
        master.expectNoMessage();
    }

    @Test
    void aSwitchFoundAtTheStartIsToldAsTheFirst() {
        seen(STANDBY);
        seen(PRIMARY_WITHOUT_CARRIER);
        steer(HOST.kernel(), MASTER, Path.PRIMARY, PAIR);

        master.expectMessage(new PathSwitched(Path.STANDBY, "primary ens11 has no carrier", true));
    }

    @Test
    void nf20CarrierLossOnTheActivePathSwitchesToTheStandby() {
        steerPair();

        seen(PRIMARY_WITHOUT_CARRIER);

        master.expectMessage(new PathSwitched(Path.STANDBY, "primary ens11 has no carrier", false));
        assertThat(HOST.kernel().calls.all()).containsExactly("steer PRIMARY", "steer STANDBY");
    }

    @Test
    void carrierLossThatTheWatchSeesSwitchesBeforeTheKernelTells() {
        steerPair();

        steering.tell(new Steering.CarrierSeen(PRIMARY.ifIndex(), false, System.nanoTime()));

        master.expectMessage(new PathSwitched(Path.STANDBY, "primary ens11 has no carrier", false));
        seen(PRIMARY_WITHOUT_CARRIER);
        release(MASTER);
        assertThat(HOST.kernel().calls.all()).containsExactly("steer PRIMARY", "steer STANDBY");
    }

    @Test
    void slavesAreWatchedAsLongAsTheyAreSteered() {
        List<String> watched = new CopyOnWriteArrayList<>();
        steering = HOST.spawn(Steering.create(HOST.board(), () -> {}, listener -> new Steering.SlaveWatch() {
            @Override
            public void watch(IfIndex slave) {
                watched.add("watch " + slave);
            }

            @Override
            public void forget(IfIndex slave) {
                watched.add("forget " + slave);
            }

            @Override
            public void close() {}
        }));
        seen(STANDBY);
        steer(HOST.kernel(), MASTER, Path.STANDBY, Map.of(Role.STANDBY, STANDBY.ifIndex()));
        steering.tell(new Steering.SlaveJoined(MASTER, Role.PRIMARY, PRIMARY.ifIndex()));
        steering.tell(new Steering.SlaveLeft(MASTER, Role.PRIMARY));
        release(MASTER);

        assertThat(watched).containsExactly("watch 10", "watch 11", "forget 11", "forget 10");
    }

    @Test
    void nf20ThePrimaryIsUsedAgainWhenItsCarrierReturns() {
        steerPair();
        seen(PRIMARY_WITHOUT_CARRIER);
        seen(PRIMARY);

        master.expectMessageClass(PathSwitched.class);
        master.expectMessage(new PathSwitched(Path.PRIMARY, "primary is running with carrier", false));
    }

    @Test
    void theReflexStoresTheChoiceBeforeAnybodyIsTold() {
        steerPair();
        HOST.kernel().hold("steer STANDBY");

        seen(PRIMARY_WITHOUT_CARRIER);
        HOST.kernel().calls.await("steer STANDBY");
        master.expectNoMessage();

        HOST.kernel().release("steer STANDBY");
        master.expectMessageClass(PathSwitched.class);
    }

    @Test
    void aPrimaryThatIsRemovedIsForgottenBeforeThePathIsChosen() {
        steerPair();

        gone(PRIMARY);

        master.expectMessage(new PathSwitched(Path.STANDBY, "no primary", false));
        assertThat(HOST.kernel().calls.all()).containsExactly("steer PRIMARY", "forget PRIMARY", "steer STANDBY");
    }

    @Test
    void aStandbyThatIsRemovedIsForgotten() {
        seen(STANDBY);
        steer(HOST.kernel(), MASTER, Path.STANDBY, Map.of(Role.STANDBY, STANDBY.ifIndex()));

        gone(STANDBY);

        master.expectMessage(new PathSwitched(Path.NONE, "no primary, no standby", false));
        assertThat(HOST.kernel().calls.all()).containsExactly("steer STANDBY", "forget STANDBY", "steer NONE");
    }

    @Test
    void aSlaveThatIsReleasedIsForgotten() {
        steerPair();

        steering.tell(new SlaveLeft(MASTER, Role.PRIMARY));

        master.expectMessage(new PathSwitched(Path.STANDBY, "no primary", false));
        assertThat(HOST.kernel().calls.all()).containsExactly("steer PRIMARY", "forget PRIMARY", "steer STANDBY");
    }

    @Test
    void aReleasedSlaveConcernsNobodyAnyMore() {
        steerPair();
        steering.tell(new SlaveLeft(MASTER, Role.PRIMARY));
        master.expectMessageClass(PathSwitched.class);

        steering.tell(new SlaveLeft(MASTER, Role.PRIMARY));
        seen(PRIMARY_WITHOUT_CARRIER);
        release(MASTER);

        assertThat(HOST.kernel().calls.all()).containsExactly("steer PRIMARY", "forget PRIMARY", "steer STANDBY");
        assertThat(HOST.board().steering().reflexes()).isZero();
    }

    @Test
    void aPrimaryThatJoinsIsUsedAtOnce() {
        seen(STANDBY);
        seen(PRIMARY);
        steer(HOST.kernel(), MASTER, Path.STANDBY, Map.of(Role.STANDBY, STANDBY.ifIndex()));

        steering.tell(new SlaveJoined(MASTER, Role.PRIMARY, PRIMARY.ifIndex()));

        master.expectMessage(new PathSwitched(Path.PRIMARY, "primary is running with carrier", false));
        assertThat(HOST.kernel().calls.all()).containsExactly("steer STANDBY", "steer PRIMARY");
    }

    @Test
    void aChangeThatDoesNotMatterForTheChoiceIsNeitherStoredNorTold() {
        steerPair();

        seen(Links.veth(11, "ens11").mtu(9000).link());
        release(MASTER);

        assertThat(HOST.kernel().calls.all()).containsExactly("steer PRIMARY");
        assertThat(HOST.board().steering().reflexes()).isEqualTo(1);
        assertThat(HOST.board().steering().switches()).isZero();
        master.expectNoMessage();
    }

    @Test
    void aStrangersLinkCostsNoStoreAndIsNoReflex() {
        steerPair();

        seen(Links.veth(99, "stranger").link());
        gone(Links.veth(99, "stranger").link());
        release(MASTER);

        assertThat(HOST.kernel().calls.all()).containsExactly("steer PRIMARY");
        assertThat(HOST.board().steering().reflexes()).isZero();
    }

    @Test
    void aMasterThatIsReleasedIsNotTouchedAnyMore() {
        steerPair();
        release(MASTER);

        seen(PRIMARY_WITHOUT_CARRIER);
        gone(PRIMARY);
        steering.tell(new SlaveLeft(MASTER, Role.PRIMARY));
        steering.tell(new SlaveJoined(MASTER, Role.PRIMARY, PRIMARY.ifIndex()));
        release(MASTER);

        assertThat(HOST.kernel().calls.all()).containsExactly("steer PRIMARY");
    }

    @Test
    void steeringAMasterAgainUsesTheNewDataPathOnly() {
        steerPair();
        FakeDataPaths rebuilt = new FakeDataPaths();

        steer(rebuilt, MASTER, Path.PRIMARY, PAIR);
        seen(PRIMARY_WITHOUT_CARRIER);
        master.expectMessageClass(PathSwitched.class);

        assertThat(rebuilt.calls.all()).containsExactly("steer PRIMARY", "steer STANDBY");
        assertThat(HOST.kernel().calls.all()).containsExactly("steer PRIMARY");
    }

    @Test
    void eachOfTwoMastersFollowsItsOwnSlaves() {
        steerPair();
        FakeDataPaths otherKernel = new FakeDataPaths();
        Link otherStandby = Links.veth(20, "ens20nsby").mac(Links.OTHER_MAC).link();
        seen(otherStandby);
        steer(otherKernel, new MasterName("ens20"), Path.NONE, Map.of(Role.STANDBY, otherStandby.ifIndex()));
        master.expectMessage(new PathSwitched(Path.STANDBY, "no primary", true));

        seen(Links.veth(20, "ens20nsby").mac(Links.OTHER_MAC).down().link());
        master.expectMessage(new PathSwitched(Path.NONE, "no primary, standby ens20nsby is down", false));
        release(new MasterName("ens20"));
        seen(PRIMARY_WITHOUT_CARRIER);
        master.expectMessage(new PathSwitched(Path.STANDBY, "primary ens11 has no carrier", false));

        assertThat(HOST.kernel().calls.all()).containsExactly("steer PRIMARY", "steer STANDBY");
        assertThat(otherKernel.calls.all()).containsExactly("steer STANDBY", "steer NONE");
    }

    @Test
    void theBoardCountsSwitchesAndTimesReflexes() {
        steerPair();
        seen(PRIMARY_WITHOUT_CARRIER);
        seen(PRIMARY);
        release(MASTER);

        SteeringStatus status = HOST.board().steering();
        assertThat(status.switches()).isEqualTo(2);
        assertThat(status.reflexes()).isEqualTo(2);
        assertThat(status.lastReflexMicros()).isPositive();
        assertThat(status.maxReflexMicros()).isGreaterThanOrEqualTo(status.lastReflexMicros());
    }

    @Test
    void theListenerPassesWhatTheReceiverHears() {
        steerPair();

        Steering.listener(steering).linkChanged(PRIMARY_WITHOUT_CARRIER);
        master.expectMessageClass(PathSwitched.class);
        Steering.listener(steering).linkRemoved(STANDBY);
        master.expectMessage(new PathSwitched(Path.NONE, "primary ens11 has no carrier, no standby", false));
    }

    private void obey(String key, String value) {
        steering.tell(new Steering.Obey(MASTER, PolicySettings.change(MasterPolicy.DEFAULT, Map.of(key, value))));
    }

    @Test
    void aDelayedReturnIsLookedAtAgainWhenItsTimeHasCome() {
        AtomicLong now = new AtomicLong();
        steering = HOST.spawn(Steering.create(HOST.board(), () -> {}, listener -> Steering.SlaveWatch.NONE, now::get));
        steerPair();
        obey("up-delay", "5s");
        seen(PRIMARY_WITHOUT_CARRIER);
        master.expectMessageClass(PathSwitched.class);

        seen(PRIMARY);
        release(new MasterName("nobody")); // everything before has been done
        master.expectNoMessage();
        now.set(Duration.ofSeconds(5).toNanos());
        HOST.timePasses(Duration.ofSeconds(5));

        master.expectMessage(new PathSwitched(Path.PRIMARY, "primary is running with carrier", false));
    }

    @Test
    void aPolicyThatSaysOtherwiseSwitchesAtOnce() {
        steerPair();

        obey("prefer", "standby");

        master.expectMessage(new PathSwitched(Path.STANDBY, "the standby is preferred", false));
        obey("prefer", "auto");
        master.expectMessage(new PathSwitched(Path.PRIMARY, "primary is running with carrier", false));
    }

    @Test
    void aSlaveOnWhichNobodyAnswersIsLeftUntilSomebodyDoes() {
        steerPair();

        steering.tell(new Steering.Probed(MASTER, PRIMARY.ifIndex(), false));
        master.expectMessage(new PathSwitched(Path.STANDBY, "primary ens11 reaches no probe target", false));

        steering.tell(new Steering.Probed(MASTER, PRIMARY.ifIndex(), true));
        master.expectMessage(new PathSwitched(Path.PRIMARY, "primary is running with carrier", false));
    }

    @Test
    void whatWasSaidOfASlaveThatLeftIsForgotten() {
        steerPair();
        steering.tell(new Steering.Probed(MASTER, PRIMARY.ifIndex(), false));
        steering.tell(new SlaveLeft(MASTER, Role.PRIMARY));
        master.expectMessageClass(PathSwitched.class);

        steering.tell(new Steering.Probed(MASTER, PRIMARY.ifIndex(), false));
        steering.tell(new SlaveJoined(MASTER, Role.PRIMARY, PRIMARY.ifIndex()));

        master.expectMessage(new PathSwitched(Path.PRIMARY, "primary is running with carrier", false));
    }

    @Test
    void aHoldIsToldWhenItBeginsAndWhenItEnds() {
        steerPair();
        obey("flap-limit", "1");

        seen(PRIMARY_WITHOUT_CARRIER);
        assertThat(master.expectMessageClass(PathSwitched.class).to()).isEqualTo(Path.STANDBY);
        master.expectMessage(new PathHeld(true));
        seen(PRIMARY);
        release(new MasterName("nobody"));
        master.expectNoMessage();
        obey("flap-limit", "0");

        assertThat(master.expectMessageClass(PathSwitched.class).to()).isEqualTo(Path.PRIMARY);
        master.expectMessage(new PathHeld(false));
    }

    @Test
    void aFasterPrimaryIsBetter() {
        seen(STANDBY);
        seen(PRIMARY_WITHOUT_CARRIER);
        steer(HOST.kernel(), MASTER, Path.STANDBY, PAIR);
        obey("reselect", "better");
        seen(PRIMARY);

        steering.tell(new Steering.SpeedSeen(MASTER, STANDBY.ifIndex(), OptionalInt.of(1000)));
        steering.tell(new Steering.SpeedSeen(MASTER, PRIMARY.ifIndex(), OptionalInt.of(1000)));
        release(new MasterName("nobody"));
        master.expectNoMessage();
        steering.tell(new Steering.SpeedSeen(MASTER, PRIMARY.ifIndex(), OptionalInt.of(25_000)));

        master.expectMessage(new PathSwitched(Path.PRIMARY, "primary is running with carrier", false));
    }
}
