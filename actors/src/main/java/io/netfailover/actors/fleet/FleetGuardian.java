package io.netfailover.actors.fleet;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.ClusterEvent;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.typed.ShardingMessageExtractor;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.GetCurrentState;
import akka.cluster.typed.Subscribe;
import io.netfailover.actors.FleetPort;
import io.netfailover.config.FleetSettings;
import io.netfailover.config.FleetSettings.Node;
import io.netfailover.journal.NodeMessage;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The root of one incarnation of the fleet's actor system: this host's proxy, the ways to the others', and the domains' entities. */
final class FleetGuardian extends AbstractBehavior<FleetGuardian.Command> {
    static final String SYSTEM = "fleet";

    private static final String ENTITY_TYPE = "migration";
    private static final FleetStatus JOINING =
            new FleetStatus(FleetStatus.Phase.JOINING, List.of(), "looking for the other hosts of the fleet");

    sealed interface Command {}

    /** Dropped when the host is not there. */
    record ToHost(HostName host, NodeMessage.ToHost message) implements Command {}

    record ToMigration(NodeMessage.ToMigration message) implements Command {}

    private record ProxySeen(HostName host, Receptionist.Listing listing) implements Command {}

    private record ClusterChanged(ClusterEvent.ClusterDomainEvent event) implements Command {}

    private record StateSeen(ClusterEvent.CurrentClusterState state) implements Command {}

    /** @param port the fleet as entities see it, whichever incarnation it has */
    record World<C>(
            FleetSettings settings,
            DomainEntity<C> entity,
            FleetPort port,
            Consumer<NodeMessage.ToHost> agent,
            Consumer<FleetStatus> shown) {}

    private final World<?> world;
    private final Map<String, HostName> hostsByAddress;
    private final ActorRef<NodeMessage.ToMigration> migrations;
    private final ActorRef<ClusterEvent.CurrentClusterState> states;
    private final Map<HostName, ActorRef<NodeMessage.ToHost>> proxies = new HashMap<>();

    private FleetGuardian(ActorContext<Command> context, World<?> world) {
        super(context);
        this.world = world;
        this.hostsByAddress = world.settings().nodes().stream()
                .collect(Collectors.toMap(node -> address(node).hostPort(), Node::host));
        this.states = context.messageAdapter(ClusterEvent.CurrentClusterState.class, StateSeen::new);
        this.migrations = startSharding(context, world);
    }

    static Behavior<Command> create(World<?> world) {
        return Behaviors.setup(context -> {
            FleetGuardian guardian = new FleetGuardian(context, world);
            world.shown().accept(JOINING);
            guardian.begin();
            return guardian;
        });
    }

    private void begin() {
        FleetSettings settings = world.settings();
        ActorContext<Command> context = getContext();
        ActorRef<NodeMessage.ToHost> proxy = context.spawn(hostProxy(world.agent()), "host");
        context.getSystem().receptionist().tell(Receptionist.register(keyOf(settings.self()), proxy));
        for (Node node : settings.nodes()) {
            ActorRef<Receptionist.Listing> seen = context.spawnAnonymous(Behaviors.receiveMessage(listing -> {
                context.getSelf().tell(new ProxySeen(node.host(), listing));
                return Behaviors.same();
            }));
            context.getSystem().receptionist().tell(Receptionist.subscribe(keyOf(node.host()), seen));
        }
        ActorRef<ClusterEvent.ClusterDomainEvent> changes =
                context.messageAdapter(ClusterEvent.ClusterDomainEvent.class, ClusterChanged::new);
        Cluster cluster = Cluster.get(context.getSystem());
        cluster.subscriptions().tell(Subscribe.create(changes, ClusterEvent.ClusterDomainEvent.class));
        List<Address> others = settings.nodes().stream()
                .filter(node -> !node.host().equals(settings.self()))
                .map(FleetGuardian::address)
                .toList();
        context.spawn(FleetMembership.create(others), "membership");
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(ToHost.class, this::onToHost)
                .onMessage(ToMigration.class, this::onToMigration)
                .onMessage(ProxySeen.class, this::onProxySeen)
                .onMessage(ClusterChanged.class, this::onClusterChanged)
                .onMessage(StateSeen.class, this::onStateSeen)
                .build();
    }

    private Behavior<Command> onToHost(ToHost command) {
        ActorRef<NodeMessage.ToHost> proxy = proxies.get(command.host());
        if (proxy != null) {
            proxy.tell(command.message());
        } else {
            getContext()
                    .getLog()
                    .debug(
                            "{} is not there: dropped a {}",
                            command.host(),
                            command.message().getClass().getSimpleName());
        }
        return this;
    }

    private Behavior<Command> onToMigration(ToMigration command) {
        migrations.tell(command.message());
        return this;
    }

    /** Unreachable ones are left out. Two are seen for a moment when a node has begun anew: either will do, who needs an answer asks again. */
    private Behavior<Command> onProxySeen(ProxySeen seen) {
        Set<ActorRef<NodeMessage.ToHost>> there = seen.listing().getServiceInstances(keyOf(seen.host()));
        there.stream()
                .findAny()
                .ifPresentOrElse(proxy -> proxies.put(seen.host(), proxy), () -> proxies.remove(seen.host()));
        return this;
    }

    /** Asks for the whole state: what {@code Cluster.state()} shows may be older than the news. */
    private Behavior<Command> onClusterChanged(ClusterChanged change) {
        Cluster.get(getContext().getSystem()).subscriptions().tell(new GetCurrentState(states));
        return this;
    }

    private Behavior<Command> onStateSeen(StateSeen seen) {
        List<HostName> members = membersOf(seen.state());
        boolean up = members.contains(world.settings().self());
        world.shown().accept(up ? new FleetStatus(FleetStatus.Phase.UP, members, "") : JOINING);
        return this;
    }

    private List<HostName> membersOf(ClusterEvent.CurrentClusterState state) {
        Set<Member> unreachable = state.getUnreachable();
        return StreamSupport.stream(state.getMembers().spliterator(), false)
                .filter(member -> member.status() == MemberStatus.up() && !unreachable.contains(member))
                .map(member -> hostsByAddress.get(member.address().hostPort()))
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    private static Behavior<NodeMessage.ToHost> hostProxy(Consumer<NodeMessage.ToHost> agent) {
        return Behaviors.receiveMessage(message -> {
            agent.accept(message);
            return Behaviors.same();
        });
    }

    private static ServiceKey<NodeMessage.ToHost> keyOf(HostName host) {
        return ServiceKey.create(NodeMessage.ToHost.class, "host-" + host);
    }

    /** Artery says "akka", with TLS or without. */
    private static Address address(Node node) {
        return new Address("akka", SYSTEM, node.address(), node.port());
    }

    private static <C> ActorRef<NodeMessage.ToMigration> startSharding(ActorContext<?> context, World<C> world) {
        DomainEntity<C> entity = world.entity();
        int shards = context.getSystem().settings().config().getInt("akka.cluster.sharding.number-of-shards");
        return ClusterSharding.get(context.getSystem())
                .init(Entity.of(
                                EntityTypeKey.create(entity.commands(), ENTITY_TYPE),
                                born -> entityOf(born, entity, world.port()))
                        .withStopMessage(entity.stop())
                        .withMessageExtractor(new ByDomain<>(entity, shards)));
    }

    private static <C> Behavior<C> entityOf(EntityContext<C> born, DomainEntity<C> entity, FleetPort port) {
        return Behaviors.setup(self -> entity.birth()
                .of(
                        new DomainName(born.getEntityId()),
                        port,
                        () -> born.getShard().tell(new ClusterSharding.Passivate<>(self.getSelf()))));
    }

    /** What travels is the message alone; the actor's own command is made where the actor is. */
    private static final class ByDomain<C> extends ShardingMessageExtractor<NodeMessage.ToMigration, C> {
        private final DomainEntity<C> entity;
        private final int shards;

        ByDomain(DomainEntity<C> entity, int shards) {
            this.entity = entity;
            this.shards = shards;
        }

        @Override
        public String entityId(NodeMessage.ToMigration message) {
            return message.domain().value();
        }

        @Override
        public String shardId(String entityId) {
            return Integer.toString(Math.floorMod(entityId.hashCode(), shards));
        }

        @Override
        public C unwrapMessage(NodeMessage.ToMigration message) {
            return entity.hears().apply(message);
        }
    }
}
