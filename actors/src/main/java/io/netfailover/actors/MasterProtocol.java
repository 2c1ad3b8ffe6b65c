package io.netfailover.actors;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.netfailover.datapath.DataPath;
import io.netfailover.datapath.DataPaths;
import io.netfailover.datapath.LinkConfiguration;
import io.netfailover.datapath.MirrorReading;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What one {@link FailoverMaster} is told, by others and by its own effects and timers, and what it answers. */
public final class MasterProtocol {
    private MasterProtocol() {}

    public sealed interface Command {}

    /** Replies when the master exists, or why it does not: {@link RefusedException}, {@link OverdueException}, or a failure's words. */
    public record Create(
            MasterDefinition definition,
            Optional<Duration> confirmWithin,
            String requestedBy,
            ActorRef<StatusReply<Outcome>> replyTo)
            implements Command {}

    /** Replies CONFIRMED, or ABSENT when it is being unmade already. */
    public record Confirm(String requestedBy, ActorRef<StatusReply<Outcome>> replyTo) implements Command {}

    /** Replies when no trace is left. */
    public record Destroy(String requestedBy, ActorRef<StatusReply<Outcome>> replyTo) implements Command {}

    /**
     * Changes the policy. Replies {@link Outcome#SET} when it is journalled, {@link Outcome#UNCHANGED} when it says nothing new, or
     * {@link RefusedException}.
     *
     * @param changes as {@link PolicySettings} reads them
     */
    public record SetPolicy(Map<String, String> changes, String requestedBy, ActorRef<StatusReply<Outcome>> replyTo)
            implements Command {}

    /** News of any link of this host. */
    public record Heard(NetlinkEventStream.News news) implements Command {}

    record Switched(Steering.PathSwitched told) implements Command {}

    record Held(boolean held) implements Command {}

    record StandbyRead(Optional<LinkConfiguration> found) implements Command {}

    record MasterRead(Optional<LinkConfiguration> found) implements Command {}

    record Established(DataPath dataPath) implements Command {}

    /** @param advice what to do when it was refused, else empty */
    record NotEstablished(String reason, String advice) implements Command {}

    record Taken(Link primary) implements Command {}

    record NotTaken(Link candidate, String reason) implements Command {}

    record Unmade() implements Command {}

    record NotUnmade(String reason) implements Command {}

    /** Whether a probe target answers on that slave now. */
    record Probed(IfIndex slave, boolean answers) implements Command {}

    record SpeedRead(IfIndex slave, OptionalInt mbits) implements Command {}

    record Mirrored(MirrorReading reading) implements Command {}

    record NotMirrored(String reason) implements Command {}

    /** The daemon stops: what has been counted is journalled. */
    record KeepStatistics(ActorRef<Done> replyTo) implements Command {}

    record EffectFailed(String what, String reason) implements Command {}

    record Overdue(ActorRef<StatusReply<Outcome>> caller, String what) implements Command {}

    enum Prompt implements Command {
        LOOK_FOR_PRIMARY,
        STEERING_LET_GO,
        ESTABLISH_AGAIN,
        ANNOUNCE,
        CONFIRMATION_OVERDUE,
        MIRROR,
        KEEP_STATISTICS,
        PUBLISH
    }

    /** What became of a request. */
    public enum Outcome {
        CREATED,
        EXISTS,
        CONFIRMED,
        DESTROYED,
        ABSENT,
        SET,
        UNCHANGED
    }

    /** Why the actor starts. */
    public enum Start {
        /** A creation follows. */
        NEW,
        /** The inventory lists the master when the daemon starts: it is to be in service. */
        WOKEN,
        /** It was freed offline meanwhile: a destruction follows, and nothing is to be built before. */
        RELEASED
    }

    /** The rest of the house, as a master sees it. */
    public record House(
            HostServices host,
            DataPaths dataPaths,
            ActorRef<Steering.Command> steering,
            ActorRef<Inventory.Command> inventory) {}

    static Command of(Steering.Told told) {
        return told instanceof Steering.PathSwitched switched
                ? new Switched(switched)
                : new Held(((Steering.PathHeld) told).held());
    }
}
