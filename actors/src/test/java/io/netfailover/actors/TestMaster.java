package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.typed.PersistenceId;
import io.netfailover.actors.MasterProtocol.Command;
import io.netfailover.actors.MasterProtocol.Create;
import io.netfailover.actors.MasterProtocol.Destroy;
import io.netfailover.actors.MasterProtocol.Heard;
import io.netfailover.actors.MasterProtocol.House;
import io.netfailover.actors.MasterProtocol.Outcome;
import io.netfailover.actors.MasterProtocol.Start;
import io.netfailover.actors.NetlinkEventStream.Gone;
import io.netfailover.actors.NetlinkEventStream.Seen;
import io.netfailover.actors.Steering.Steer;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.journal.MasterEvent;
import io.netfailover.journal.MasterEvent.MasterCreationRequested;
import io.netfailover.journal.MasterEvent.MasterDestructionRequested;
import io.netfailover.journal.MasterEvent.MasterEstablished;
import io.netfailover.journal.MasterEvent.PathSwitched;
import io.netfailover.journal.MasterEvent.SlaveRegistered;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.netlink.Link;
import io.netfailover.types.MasterName;
import io.netfailover.types.Path;
import io.netfailover.types.Role;
import java.util.List;
import java.util.Optional;

/** Master {@code ens10} of standby 10, with links 12 and 13, among probes for steering, the inventory and a caller. */
final class TestMaster {
    static final MasterDefinition DEFINITION = MasterViewTest.DEFINITION;
    static final MasterName NAME = DEFINITION.name();
    static final PersistenceId ID = PersistenceIds.master(NAME);
    static final Link STANDBY = Links.veth(10, "ens10nsby").link();
    static final Link PRIMARY = Links.veth(11, "ens11").link();

    static final MasterCreationRequested REQUESTED = new MasterCreationRequested(DEFINITION, "user:root", TestHost.NOW);
    static final MasterEstablished ESTABLISHED = new MasterEstablished(
            TestHost.key(12),
            TestHost.key(13),
            TestHost.key(10),
            io.netfailover.types.Steering.BPF_PROBE,
            "BTF is there",
            false,
            TestHost.NOW);
    static final SlaveRegistered REGISTERED =
            new SlaveRegistered(Role.PRIMARY, TestHost.key(11), "ens11", TestHost.NOW);
    static final PathSwitched ON_PRIMARY =
            new PathSwitched(Path.NONE, Path.PRIMARY, "primary is running with carrier", false, TestHost.NOW);
    static final MasterDestructionRequested DESTRUCTION = new MasterDestructionRequested("user:root", TestHost.NOW);

    final TestHost host;
    final TestProbe<Steering.Command> steering;
    final TestProbe<Inventory.Command> inventory;
    final TestProbe<StatusReply<Outcome>> caller;
    private ActorRef<Command> actor;

    private TestMaster(TestHost host, Start start, List<Link> links) {
        this.host = host;
        this.steering = host.probe();
        this.inventory = host.probe();
        this.caller = host.probe();
        this.actor = host.spawn(FailoverMaster.create(
                NAME, links, start, new House(host.services(), host.kernel(), steering.ref(), inventory.ref())));
    }

    /** One that is new, or that its journal describes. */
    static TestMaster start(TestHost host, Start start, Link... links) {
        return new TestMaster(host, start, List.of(links));
    }

    /** One that was created and is in service. */
    static TestMaster inService(TestHost host, Link... links) {
        TestMaster master = start(host, Start.NEW, links);
        master.create();
        master.outcome(Outcome.CREATED);
        host.nextJournalled(ID, MasterCreationRequested.class);
        host.nextJournalled(ID, MasterEstablished.class);
        return master;
    }

    /** One that was created, has a primary and uses it, and whose links are known. */
    static TestMaster onPrimary(TestHost host) {
        TestMaster master = inService(host, STANDBY, PRIMARY);
        master.hear(masterLink(true));
        host.kernel().calls.await("slaves up");
        host.nextJournalled(ID, SlaveRegistered.class);
        master.switched(new Steering.PathSwitched(Path.PRIMARY, "primary is running with carrier", false));
        host.nextJournalled(ID, PathSwitched.class);
        host.kernel().calls.await("carrier on");
        return master;
    }

    static Link masterLink(boolean up) {
        Links link = Links.veth(12, "ens10");
        return up ? link.link() : link.down().link();
    }

    ActorRef<Command> actor() {
        return actor;
    }

    void create() {
        tell(new Create(DEFINITION, Optional.empty(), "user:root", caller.ref()));
    }

    void destroy() {
        tell(new Destroy("user:root", caller.ref()));
    }

    void tell(Command command) {
        actor.tell(command);
    }

    void hear(Link link) {
        tell(new Heard(new Seen(link)));
    }

    void hearGone(Link link) {
        tell(new Heard(new Gone(link)));
    }

    /** What steering was told when the master came into service. */
    Steer steer() {
        return expectSteering(Steer.class);
    }

    /** As steering tells of a switch. */
    void switched(Steering.PathSwitched switched) {
        steer().replyTo().tell(switched);
    }

    <T extends Steering.Command> T expectSteering(Class<T> kind) {
        return steering.expectMessageClass(kind);
    }

    /** Steering is asked to let go, and does. */
    void letGo() {
        Steering.Release[] release = new Steering.Release[1];
        TestHost.await(steering, told -> {
            if (told instanceof Steering.Release asked) {
                release[0] = asked;
                return true;
            }
            return false;
        });
        release[0].replyTo().tell(new Steering.Released(NAME));
    }

    void outcome(Outcome expected) {
        assertThat(caller.receiveMessage().getValue()).isEqualTo(expected);
    }

    Throwable failure() {
        StatusReply<Outcome> reply = caller.receiveMessage();
        assertThat(reply.isError()).as("%s", reply).isTrue();
        return reply.getError();
    }

    <T extends MasterEvent> T nextJournalled(Class<T> kind) {
        return host.nextJournalled(ID, kind);
    }

    void nextJournalled(MasterEvent event) {
        assertThat(host.journal().expectNextPersistedClass(ID.id(), event.getClass()))
                .isEqualTo(event);
    }

    MasterStatus status() {
        return host.board().master(NAME.value()).orElseThrow(() -> new AssertionError("the board does not show it"));
    }
}
