package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.SignalHandler;
import io.netfailover.journal.JournalEvent;
import io.netfailover.journal.NetdevEvent;
import io.netfailover.journal.NetdevPicture;
import io.netfailover.journal.NetdevState;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.netlink.Link;
import io.netfailover.types.LinkKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One link. Publishes it on the board and passes it on to the masters; once it matters to somebody ({@link Track}) each <em>transition</em>
 * is journalled before it is passed on, and after a restart also what happened while the daemon was away. Ends when the link is gone. What
 * the link is for is left to the masters.
 */
public final class Netdev extends HostEntity<Netdev.Command, NetdevEvent, NetdevState> {
    public sealed interface Command {}

    /** The kernel shows the link so. */
    public record Observed(Link link) implements Command {}

    /** The kernel shows the link no more. */
    public enum Lost implements Command {
        LOST
    }

    /** From now on this link's transitions are journalled. */
    public enum Track implements Command {
        TRACK
    }

    /** Recovered: what is remembered is compared with what the kernel showed at the start. */
    private enum Compare implements Command {
        COMPARE
    }

    private final ActorContext<Command> context;
    private final LinkKey key;
    private final ActorRef<NetlinkEventStream.News> masters;
    /** What the kernel showed last. */
    private Optional<Link> shown;
    /** The last link that it showed. */
    private final boolean woken;

    private Optional<Link> last;

    private boolean compared;

    /** A link that nobody asked to journal: it is watched only. */
    public static Behavior<Command> watching(
            LinkKey key, Link link, HostServices host, ActorRef<NetlinkEventStream.News> masters) {
        return Behaviors.setup(context -> {
            NetdevState nothing = NetdevState.GONE;
            NetdevState state = announce(
                    host,
                    link,
                    nothing,
                    nothing.transitionsTo(
                            Optional.of(NetdevTransitions.picture(key, link)),
                            false,
                            host.clock().instant()));
            show(host, masters, key, link, false);
            return watching(key, link, state, host, masters);
        });
    }

    private static Behavior<Command> watching(
            LinkKey key, Link last, NetdevState state, HostServices host, ActorRef<NetlinkEventStream.News> masters) {
        return Behaviors.receive(Command.class)
                .onMessage(Observed.class, seen -> {
                    var now = Optional.of(NetdevTransitions.picture(key, seen.link()));
                    List<NetdevEvent> events =
                            state.transitionsTo(now, false, host.clock().instant());
                    NetdevState next = announce(host, seen.link(), state, events);
                    show(host, masters, key, seen.link(), false);
                    return watching(key, seen.link(), next, host, masters);
                })
                .onMessage(Track.class, track -> journalledFromNow(key, last, host, masters))
                .onMessage(Lost.class, lost -> {
                    announce(
                            host,
                            last,
                            state,
                            state.transitionsTo(
                                    Optional.empty(), false, host.clock().instant()));
                    hide(host, masters, last);
                    return Behaviors.stopped();
                })
                .build();
    }

    /**
     * A link that the journal knew when the daemon started: what differs from it happened while the daemon was away.
     *
     * @param now what the kernel shows, empty when the link is gone
     */
    public static Behavior<Command> journalled(
            LinkKey key, Optional<Link> now, HostServices host, ActorRef<NetlinkEventStream.News> masters) {
        return journalled(key, now, true, host, masters);
    }

    /** A link whose transitions are journalled from now on; an earlier life of the same index in this boot is over. */
    public static Behavior<Command> journalledFromNow(
            LinkKey key, Link now, HostServices host, ActorRef<NetlinkEventStream.News> masters) {
        return journalled(key, Optional.of(now), false, host, masters);
    }

    private static Behavior<Command> journalled(
            LinkKey key,
            Optional<Link> now,
            boolean woken,
            HostServices host,
            ActorRef<NetlinkEventStream.News> masters) {
        String name = now.map(Link::name).orElse(key.toString());
        return Behaviors.setup(
                context -> HostServices.withMdc("netdev", name, new Netdev(context, key, now, woken, host, masters)));
    }

    private Netdev(
            ActorContext<Command> context,
            LinkKey key,
            Optional<Link> now,
            boolean woken,
            HostServices host,
            ActorRef<NetlinkEventStream.News> masters) {
        super(PersistenceIds.netdev(key), host);
        this.context = context;
        this.key = key;
        this.masters = masters;
        this.shown = now;
        this.woken = woken;
        this.last = now;
    }

    @Override
    public NetdevState emptyState() {
        return NetdevState.GONE;
    }

    @Override
    public SignalHandler<NetdevState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> {
                    compared = false;
                    context.getSelf().tell(Compare.COMPARE);
                })
                .build();
    }

    @Override
    public CommandHandler<Command, NetdevEvent, NetdevState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(
                        Compare.class, (state, compare) -> compared ? Effect().none() : pass(state, shown))
                .onCommand(Observed.class, (state, seen) -> pass(state, Optional.of(seen.link())))
                .onCommand(Lost.class, (state, lost) -> pass(state, Optional.empty()))
                .onCommand(Track.class, track -> Effect().none())
                .build();
    }

    /** Journals the transitions, then tells the house. News that came during recovery stand before {@link Compare}. */
    private Effect<NetdevEvent, NetdevState> pass(NetdevState state, Optional<Link> now) {
        List<NetdevEvent> events = new ArrayList<>();
        if (!compared) {
            events.addAll(transitions(state, shown, woken && lastSequenceNumber(context) > 0));
            compared = true;
        }
        NetdevState current = state;
        for (NetdevEvent event : events) {
            current = current.apply(event);
        }
        events.addAll(transitions(current, now, false));
        Optional<Link> named = now.or(() -> last);
        shown = now;
        last = named;
        var journalled = Effect().persist(events).thenRun(newState -> {
            named.ifPresent(link -> announce(host, link, state, events));
            now.ifPresentOrElse(
                    link -> show(host, masters, key, link, true),
                    () -> named.ifPresent(link -> hide(host, masters, link)));
            events.forEach(event -> context.getLog().info("link {}", NetdevTransitions.words(event)));
        });
        return now.isPresent() ? journalled : journalled.thenStop();
    }

    private List<NetdevEvent> transitions(NetdevState from, Optional<Link> to, boolean whileAway) {
        return from.transitionsTo(
                to.map(link -> NetdevTransitions.picture(key, link)),
                whileAway,
                host.clock().instant());
    }

    @Override
    public EventHandler<NetdevState, NetdevEvent> eventHandler() {
        return newEventHandlerBuilder().forAnyState().onAnyEvent(NetdevState::apply);
    }

    private static NetdevState announce(HostServices host, Link link, NetdevState state, List<NetdevEvent> events) {
        NetdevState next = state;
        for (NetdevEvent event : events) {
            String name = next.picture().map(NetdevPicture::name).orElse(link.name()); // as it was called till now
            next = next.apply(event);
            host.announce(kind(event), name, name + " " + NetdevTransitions.words(event));
        }
        return next;
    }

    private static String kind(JournalEvent event) {
        return event.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(java.util.Locale.ROOT);
    }

    private static void show(
            HostServices host, ActorRef<NetlinkEventStream.News> masters, LinkKey key, Link link, boolean journalled) {
        host.board().publish(link.ifIndex(), NetdevStatus.of(key, link, journalled));
        masters.tell(new NetlinkEventStream.Seen(link));
    }

    private static void hide(HostServices host, ActorRef<NetlinkEventStream.News> masters, Link link) {
        host.board().withdraw(link.ifIndex());
        masters.tell(new NetlinkEventStream.Gone(link));
    }
}
