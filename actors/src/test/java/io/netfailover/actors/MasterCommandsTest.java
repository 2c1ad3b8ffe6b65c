package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import io.netfailover.actors.MasterProtocol.Command;
import io.netfailover.actors.MasterProtocol.Confirm;
import io.netfailover.actors.MasterProtocol.Create;
import io.netfailover.actors.MasterProtocol.Destroy;
import io.netfailover.actors.MasterProtocol.EffectFailed;
import io.netfailover.actors.MasterProtocol.Established;
import io.netfailover.actors.MasterProtocol.Heard;
import io.netfailover.actors.MasterProtocol.Held;
import io.netfailover.actors.MasterProtocol.House;
import io.netfailover.actors.MasterProtocol.KeepStatistics;
import io.netfailover.actors.MasterProtocol.MasterRead;
import io.netfailover.actors.MasterProtocol.Mirrored;
import io.netfailover.actors.MasterProtocol.NotEstablished;
import io.netfailover.actors.MasterProtocol.NotMirrored;
import io.netfailover.actors.MasterProtocol.NotTaken;
import io.netfailover.actors.MasterProtocol.NotUnmade;
import io.netfailover.actors.MasterProtocol.Outcome;
import io.netfailover.actors.MasterProtocol.Overdue;
import io.netfailover.actors.MasterProtocol.Probed;
import io.netfailover.actors.MasterProtocol.Prompt;
import io.netfailover.actors.MasterProtocol.SetPolicy;
import io.netfailover.actors.MasterProtocol.SpeedRead;
import io.netfailover.actors.MasterProtocol.StandbyRead;
import io.netfailover.actors.MasterProtocol.Start;
import io.netfailover.actors.MasterProtocol.Switched;
import io.netfailover.actors.MasterProtocol.Taken;
import io.netfailover.actors.MasterProtocol.Unmade;
import io.netfailover.actors.NetlinkEventStream.Gone;
import io.netfailover.actors.NetlinkEventStream.Seen;
import io.netfailover.actors.NetlinkEventStream.Synced;
import io.netfailover.datapath.MirrorReading;
import io.netfailover.journal.MasterEvent;
import io.netfailover.journal.MasterState;
import io.netfailover.types.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command in every state: late, early, or from a life that has ended, none may crash the actor or spoil its journal. */
class MasterCommandsTest {
    @RegisterExtension
    static final TestHost HOST = new TestHost();

    /** Where a master may stand. */
    enum Standing {
        ABSENT(MasterState.Absent.class),
        CREATING(MasterState.Creating.class),
        IN_SERVICE(MasterState.Active.class),
        ON_PRIMARY(MasterState.Active.class),
        WAITING(MasterState.Active.class),
        DESTROYING(MasterState.Destroying.class);

        final Class<? extends MasterState> state;

        Standing(Class<? extends MasterState> state) {
            this.state = state;
        }

        /** What is in its journal then. */
        MasterEvent[] journal() {
            return switch (this) {
                case ABSENT -> new MasterEvent[0];
                case CREATING -> new MasterEvent[] {TestMaster.REQUESTED};
                case IN_SERVICE, WAITING -> new MasterEvent[] {TestMaster.REQUESTED, TestMaster.ESTABLISHED};
                case ON_PRIMARY ->
                    new MasterEvent[] {
                        TestMaster.REQUESTED, TestMaster.ESTABLISHED, TestMaster.REGISTERED, TestMaster.ON_PRIMARY
                    };
                case DESTROYING ->
                    new MasterEvent[] {TestMaster.REQUESTED, TestMaster.ESTABLISHED, TestMaster.DESTRUCTION};
            };
        }
    }

    /** @param make a message whose answers, if any, go to that caller */
    record Sample(String name, Class<?> kind, Function<ActorRef<StatusReply<Outcome>>, Command> make) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Sample sample(Command command) {
        return new Sample(command.toString(), kind(command), caller -> command);
    }

    private static Class<?> kind(Command command) {
        return command instanceof Prompt ? Prompt.class : command.getClass();
    }

    private static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(List.of(
                new Sample(
                        "Create",
                        Create.class,
                        caller -> new Create(
                                TestMaster.DEFINITION, Optional.of(Duration.ofHours(1)), "user:root", caller)),
                new Sample("Destroy", Destroy.class, caller -> new Destroy("user:root", caller)),
                new Sample("Confirm", Confirm.class, caller -> new Confirm("user:root", caller)),
                sample(new StandbyRead(Optional.empty())),
                sample(new MasterRead(Optional.empty())),
                new Sample("Established", Established.class, caller -> established()),
                new Sample("Overdue", Overdue.class, caller -> new Overdue(caller, "master create ens10")),
                sample(switched(Path.STANDBY)),
                sample(held(true)),
                new Sample(
                        "SetPolicy",
                        SetPolicy.class,
                        caller -> new SetPolicy(
                                Map.of("reselect", "better", "probe-targets", "192.0.2.1"), "user:root", caller)),
                sample(new Probed(TestMaster.STANDBY.ifIndex(), false)),
                sample(new SpeedRead(TestMaster.STANDBY.ifIndex(), OptionalInt.of(1000))),
                sample(new NotEstablished("no such link", "")),
                sample(new Taken(TestMaster.PRIMARY)),
                sample(new NotTaken(TestMaster.PRIMARY, "busy")),
                sample(new Unmade()),
                sample(new NotUnmade("busy")),
                sample(new EffectFailed("open the slaves", "busy")),
                sample(new Mirrored(new MirrorReading(
                        Map.of(),
                        Map.of(TestMaster.STANDBY.ifIndex(), Map.of("rxPackets", 1L)),
                        List.of(),
                        List.of()))),
                sample(new NotMirrored("link 12 is gone")),
                new Sample(
                        "KeepStatistics",
                        KeepStatistics.class,
                        caller -> new KeepStatistics(HOST.<Done>probe().ref())),
                sample(new Heard(new Seen(TestMaster.PRIMARY))),
                sample(new Heard(new Seen(TestMaster.masterLink(true)))),
                sample(new Heard(new Gone(TestMaster.PRIMARY))),
                sample(new Heard(new Gone(TestMaster.STANDBY))),
                sample(new Heard(new Gone(TestMaster.masterLink(true)))),
                sample(new Heard(new Synced(3)))));
        Arrays.stream(Prompt.values()).map(MasterCommandsTest::sample).forEach(samples::add);
        return samples;
    }

    /** A data path that was made for a life that may be over. */
    private static Command established() {
        return new Established(new FakeDataPath(new FakeDataPaths(), HOST.kernel().links, HOST.kernel().steering));
    }

    /** As steering tells of it. */
    static Command switched(Path path) {
        return new Switched(new Steering.PathSwitched(path, "no primary", false));
    }

    static Command held(boolean held) {
        return new Held(held);
    }

    record Case(Standing standing, Sample sample) {}

    static Stream<Case> everyCommandInEveryState() {
        return Stream.of(Standing.values())
                .flatMap(standing -> samples().stream().map(sample -> new Case(standing, sample)));
    }

    @Test
    void noCommandIsLeftOut() {
        assertThat(samples()).extracting(Sample::kind).containsAll(List.of(Command.class.getPermittedSubclasses()));
    }

    @Test
    void noStateIsLeftOut() {
        assertThat(Arrays.stream(Standing.values()).<Class<?>>map(standing -> standing.state))
                .containsAll(List.of(MasterState.class.getPermittedSubclasses()));
    }

    @ParameterizedTest
    @MethodSource("everyCommandInEveryState")
    void aCommandAtAnyTimeLeavesAMasterThatCanBeDestroyed(Case c) {
        TestProbe<StatusReply<Outcome>> stranger = HOST.probe();
        TestProbe<StatusReply<Outcome>> caller = HOST.probe();
        ActorRef<Command> master = standing(c.standing());

        master.tell(c.sample().make().apply(stranger.ref()));
        HOST.kernel().releaseAll();
        master.tell(new Destroy("user:root", caller.ref()));

        assertThat(caller.receiveMessage().getValue()).isIn(Outcome.DESTROYED, Outcome.ABSENT);
        TestHost.eventually(() -> assertThat(journalledState()).isEqualTo(MasterState.ABSENT));
        assertThat(HOST.board().masters()).isEmpty();
        assertThat(HOST.kernel().calls.all()).noneMatch(call -> call.startsWith("after close"));
    }

    private static MasterState journalledState() {
        MasterState state = MasterState.ABSENT;
        for (Object event : HOST.journalled(TestMaster.ID)) {
            state = state.apply((MasterEvent) event);
        }
        return state;
    }

    /** A master in that state, among a steering that lets go at once and an inventory that is silent. */
    private static ActorRef<Command> standing(Standing standing) {
        HOST.journalHolds(TestMaster.ID, standing.journal());
        FakeDataPaths kernel = HOST.kernel();
        switch (standing) {
            case CREATING -> kernel.hold("establish ens10");
            case WAITING -> kernel.fail("establish ens10", "there is no link ens10");
            case DESTROYING -> kernel.hold("remove ens10");
            default -> {}
        }
        ActorRef<Steering.Command> steering = HOST.spawn(Behaviors.receive(Steering.Command.class)
                .onMessage(Steering.Release.class, release -> {
                    release.replyTo().tell(new Steering.Released(release.master()));
                    return Behaviors.same();
                })
                .onAnyMessage(other -> Behaviors.same())
                .build());
        TestProbe<Inventory.Command> inventory = HOST.probe();
        ActorRef<Command> master = HOST.spawn(FailoverMaster.create(
                TestMaster.NAME,
                List.of(TestMaster.STANDBY, TestMaster.PRIMARY),
                standing == Standing.ABSENT ? Start.NEW : Start.WOKEN,
                new House(HOST.services(), kernel, steering, inventory.ref())));
        switch (standing) {
            case ABSENT -> {}
            case CREATING -> kernel.calls.await("establish ens10");
            case DESTROYING -> kernel.calls.await("remove ens10");
            case WAITING -> awaitShown("waiting");
            default -> awaitShown("active");
        }
        return master;
    }

    private static void awaitShown(String state) {
        TestHost.eventually(() -> assertThat(HOST.board().masters())
                .extracting(MasterStatus::state)
                .containsExactly(state));
    }
}
