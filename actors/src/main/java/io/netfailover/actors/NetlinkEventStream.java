package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.LinkListener;
import io.netfailover.types.IfIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/**
 * Owns the truth about links: takes a dump, applies what the receiver hears, and publishes differences only. Whatever makes the picture
 * doubtful (a loss, a failed dump, the periodic comparison) ends in another dump, in which a missing link is a removal. It becomes active
 * once synced. What a link means for anybody is left to the netdevs and masters.
 *
 * <p>While a dump is under way, messages wait, since the dump may be older or newer than they are; applied after it, in order, they end in
 * the kernel's present state.
 */
public final class NetlinkEventStream extends AbstractBehavior<NetlinkEventStream.Command> {
    public sealed interface Command {}

    /** From the receiver. */
    public record LinkChanged(Link link) implements Command {}

    /** From the receiver. */
    public record LinkRemoved(Link link) implements Command {}

    /** From the receiver: only a dump tells the truth now. */
    public record PictureLost(String reason) implements Command {}

    private record Dumped(List<Link> links) implements Command {}

    private record DumpFailed(String reason) implements Command {}

    /** The receiver is subscribed: what changes after the first dump will be told. */
    public enum Begin implements Command {
        BEGIN
    }

    private enum Tick implements Command {
        COMPARE,
        RETRY
    }

    /** What the stream publishes. */
    public sealed interface News {}

    /** The link is new or something about it differs from what was published before. */
    public record Seen(Link link) implements News {}

    /** The link is gone. */
    public record Gone(Link link) implements News {}

    /** A dump has been applied: everything that exists has been published. Sent after each dump. */
    public record Synced(int links) implements News {}

    /** Where the news go. */
    public interface Audience {
        /** Every difference, in order. */
        void publish(News news);

        /** Differences that no message of the receiver has told the steering reflex, or that may have told it something older. */
        void correct(News news);
    }

    private static final Duration RETRY_AFTER = Duration.ofMillis(500);

    private final TimerScheduler<Command> timers;
    private final Callable<List<Link>> dump;
    private final EffectLane lane;
    private final Audience audience;
    private final StatusBoard board;
    private final Map<IfIndex, Link> picture = new LinkedHashMap<>();
    private final List<Command> waiting = new ArrayList<>();
    private boolean dumping;
    private boolean dumpAgain;
    private boolean synced;
    private long resyncs;
    private long corrected;

    /**
     * @param dump reads all links from the kernel; may block
     * @param effects where it may block
     * @param compareInterval between two comparisons of the picture with a dump
     */
    public static Behavior<Command> create(
            Callable<List<Link>> dump,
            Executor effects,
            Duration compareInterval,
            Audience audience,
            StatusBoard board) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new NetlinkEventStream(context, timers, dump, effects, compareInterval, audience, board)));
    }

    /** Feeds a stream from the receiver's thread. */
    public static LinkListener listener(ActorRef<Command> stream) {
        return new LinkListener() {
            @Override
            public void linkChanged(Link link) {
                stream.tell(new LinkChanged(link));
            }

            @Override
            public void linkRemoved(Link link) {
                stream.tell(new LinkRemoved(link));
            }

            @Override
            public void pictureLost(String reason) {
                stream.tell(new PictureLost(reason));
            }
        };
    }

    private NetlinkEventStream(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Callable<List<Link>> dump,
            Executor effects,
            Duration compareInterval,
            Audience audience,
            StatusBoard board) {
        super(context);
        this.timers = timers;
        this.dump = dump;
        this.lane = new EffectLane(effects);
        this.audience = audience;
        this.board = board;
        timers.startTimerWithFixedDelay(Tick.COMPARE, compareInterval);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(LinkChanged.class, this::onEvent)
                .onMessage(LinkRemoved.class, this::onEvent)
                .onMessage(PictureLost.class, this::onPictureLost)
                .onMessage(Dumped.class, this::onDumped)
                .onMessage(DumpFailed.class, this::onDumpFailed)
                .onMessage(Begin.class, begin -> takeDump())
                .onMessage(Tick.class, tick -> dumping ? this : takeDump())
                .build();
    }

    private Behavior<Command> onEvent(Command event) {
        if (dumping) {
            waiting.add(event);
        } else {
            applyEvent(event, false);
            publishStatus();
        }
        return this;
    }

    private Behavior<Command> onPictureLost(PictureLost lost) {
        getContext().getLog().warn("links: {}; taking a new dump", lost.reason());
        resyncs++;
        synced = false;
        publishStatus();
        return takeDump();
    }

    private Behavior<Command> takeDump() {
        if (dumping) {
            dumpAgain = true; // the one under way may have begun before the loss
            return this;
        }
        dumping = true;
        getContext()
                .pipeToSelf(
                        lane.run(dump),
                        (links, failure) ->
                                failure == null ? new Dumped(links) : new DumpFailed(EffectLane.words(failure)));
        return this;
    }

    private Behavior<Command> onDumpFailed(DumpFailed failed) {
        getContext()
                .getLog()
                .error("links: dump failed, trying again in {} ms: {}", RETRY_AFTER.toMillis(), failed.reason());
        dumping = false;
        timers.startSingleTimer(Tick.RETRY, RETRY_AFTER);
        List<Command> events = List.copyOf(waiting);
        waiting.clear();
        events.forEach(event -> applyEvent(event, true));
        return this;
    }

    private Behavior<Command> onDumped(Dumped dumped) {
        dumping = false;
        Map<IfIndex, Link> kernel = new LinkedHashMap<>();
        dumped.links().forEach(link -> kernel.put(link.ifIndex(), link));
        if (synced) { // else it is the first dump, or one after a loss: differences are what it was taken for
            corrected += untold(kernel);
        }
        List.copyOf(picture.values()).stream()
                .filter(link -> !kernel.containsKey(link.ifIndex()))
                .forEach(link -> removed(link, true));
        kernel.values().forEach(link -> changed(link, true));
        List<Command> events = List.copyOf(waiting);
        waiting.clear();
        events.forEach(event -> applyEvent(event, true));
        synced = !dumpAgain;
        audience.publish(new Synced(picture.size()));
        publishStatus();
        if (dumpAgain) {
            dumpAgain = false;
            return takeDump();
        }
        return this;
    }

    /** Links that differ from our picture without an event about them: those that wait tell what the dump may show already. */
    private long untold(Map<IfIndex, Link> kernel) {
        Set<IfIndex> differing = new HashSet<>(picture.keySet());
        differing.addAll(kernel.keySet());
        differing.removeIf(index -> Objects.equals(picture.get(index), kernel.get(index)));
        for (Command event : waiting) {
            if (event instanceof LinkChanged seen) {
                differing.remove(seen.link().ifIndex());
            } else if (event instanceof LinkRemoved gone) {
                differing.remove(gone.link().ifIndex());
            }
        }
        return differing.size();
    }

    private void applyEvent(Command event, boolean correcting) {
        if (event instanceof LinkChanged seen) {
            changed(seen.link(), correcting);
        } else if (event instanceof LinkRemoved gone) {
            removed(gone.link(), correcting);
        }
    }

    private void changed(Link link, boolean correcting) {
        if (!link.equals(picture.put(link.ifIndex(), link))) {
            tell(new Seen(link), correcting);
        }
    }

    private void removed(Link link, boolean correcting) {
        if (picture.remove(link.ifIndex()) != null) {
            tell(new Gone(link), correcting);
        }
    }

    private void tell(News news, boolean correcting) {
        if (correcting) {
            audience.correct(news);
        }
        audience.publish(news);
    }

    private void publishStatus() {
        board.publish(new NetlinkStatus(synced, picture.size(), resyncs, corrected));
    }
}
