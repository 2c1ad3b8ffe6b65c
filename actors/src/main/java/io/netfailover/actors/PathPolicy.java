package io.netfailover.actors;

import io.netfailover.datapath.PathChoice;
import io.netfailover.journal.MasterPolicy;
import io.netfailover.netlink.Link;
import io.netfailover.types.Path;
import io.netfailover.types.Preference;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Reselect;
import io.netfailover.types.Role;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which slave a master uses: NF-20 and NF-21, moderated by its {@link MasterPolicy}. With the default policy the answer follows from the
 * links alone; else it depends on what was answered before and on the time, which is a parameter. Owned by one thread.
 */
final class PathPolicy {
    /**
     * What is known of the slaves.
     *
     * @param primary the registered primary, empty when none is registered
     * @param standby the standby, empty when it is gone
     * @param silent slaves on which no probe target answers, whatever their carrier
     * @param primaryIsFaster whether the primary's link speed is known to be above the standby's
     */
    record Outlook(Optional<Link> primary, Optional<Link> standby, Set<Role> silent, boolean primaryIsFaster) {
        private boolean hasCarrier(Role role) {
            return (role == Role.PRIMARY ? primary : standby)
                    .filter(Link::isRunningWithCarrier)
                    .isPresent();
        }

        private boolean answers(Role role) {
            return hasCarrier(role) && !silent.contains(role);
        }

        /** Never two dead: when no slave answers, carrier alone decides. */
        private boolean isUsable(Role role) {
            boolean someoneAnswers = answers(Role.PRIMARY) || answers(Role.STANDBY);
            return someoneAnswers ? answers(role) : hasCarrier(role);
        }

        private boolean primaryLacksOnlyCarrier() {
            return primary.filter(link -> link.isUp() && !link.carrier()).isPresent();
        }

        /** What is wrong with a slave that is not usable. */
        private String fault(Role role) {
            String word = role == Role.PRIMARY ? "primary" : "standby";
            return (role == Role.PRIMARY ? primary : standby)
                    .map(link -> word + " " + link.name() + fault(link))
                    .orElse("no " + word);
        }

        private static String fault(Link link) {
            return !link.isUp() ? " is down" : !link.carrier() ? " has no carrier" : " reaches no probe target";
        }
    }

    /**
     * @param reason why {@code choice} transmits as it does, in the field's words
     * @param held the path changed more often than the policy allows, and stays on the standby for a while
     * @param lookAgainNanos when the answer may be another without news of a link; empty when it cannot
     */
    record Decision(PathChoice choice, String reason, boolean held, OptionalLong lookAgainNanos) {}

    /** @param until when time alone may end it */
    private record Objection(String reason, OptionalLong until) {
        static Objection standing(String reason) {
            return new Objection(reason, OptionalLong.empty());
        }
    }

    private final ReceiveRule rule;
    private MasterPolicy policy;
    private Path path;
    private boolean decidedBefore;
    private OptionalLong usableSince = OptionalLong.empty();
    private OptionalLong carrierLostAt = OptionalLong.empty();
    private OptionalLong heldUntil = OptionalLong.empty();
    private final Deque<Long> changes = new ArrayDeque<>();

    /** @param path in use so far */
    PathPolicy(ReceiveRule rule, MasterPolicy policy, Path path) {
        this.rule = rule;
        this.policy = policy;
        this.path = path;
    }

    /** Another policy from now on; delays that run go on, as long as it has them. */
    void obey(MasterPolicy changed) {
        policy = changed;
        if (changed.flapLimit() == 0) {
            heldUntil = OptionalLong.empty();
            changes.clear();
        }
    }

    /** @param nowNanos of a clock that never goes back; any origin */
    Decision decide(Outlook outlook, long nowNanos) {
        keepTimes(outlook, nowNanos);
        Optional<Objection> objection = objection(outlook, nowNanos);
        OptionalLong stayUntil = stayUntil(nowNanos);
        boolean primaryUsable = outlook.isUsable(Role.PRIMARY);
        boolean standbyUsable = outlook.isUsable(Role.STANDBY);
        Path wanted;
        String reason;
        if (stayUntil.isPresent()) {
            wanted = Path.PRIMARY;
            reason = outlook.fault(Role.PRIMARY) + ", not yet for the down-delay";
        } else if (primaryUsable && (objection.isEmpty() || !standbyUsable)) {
            wanted = Path.PRIMARY;
            reason = objection.isEmpty() ? "primary is running with carrier" : outlook.fault(Role.STANDBY);
        } else if (standbyUsable) {
            wanted = Path.STANDBY;
            reason = primaryUsable ? objection.orElseThrow().reason() : outlook.fault(Role.PRIMARY);
        } else {
            wanted = Path.NONE;
            reason = outlook.fault(Role.PRIMARY) + ", " + outlook.fault(Role.STANDBY);
        }
        if (wanted != path && decidedBefore) {
            reason += damped(wanted, nowNanos);
        }
        decidedBefore = true;
        path = wanted;
        return new Decision(
                choice(outlook),
                reason,
                isHeld(),
                earliest(stayUntil, earliest(heldUntil, waitsUntil(objection, outlook))));
    }

    private void keepTimes(Outlook outlook, long nowNanos) {
        usableSince = since(usableSince, outlook.isUsable(Role.PRIMARY), nowNanos);
        carrierLostAt = since(carrierLostAt, outlook.primaryLacksOnlyCarrier(), nowNanos);
        if (heldUntil.isPresent() && nowNanos - heldUntil.getAsLong() >= 0) {
            heldUntil = OptionalLong.empty();
        }
    }

    /** A slave that was asked for by name is not kept waiting. */
    private boolean isHeld() {
        return policy.prefer() == Preference.AUTO && heldUntil.isPresent();
    }

    private static OptionalLong since(OptionalLong before, boolean now, long nowNanos) {
        return !now ? OptionalLong.empty() : before.isPresent() ? before : OptionalLong.of(nowNanos);
    }

    /** The down-delay, which is for carrier alone: a primary that is closed, gone or silent is left at once. */
    private OptionalLong stayUntil(long nowNanos) {
        return path == Path.PRIMARY && policy.prefer() != Preference.STANDBY && carrierLostAt.isPresent()
                ? pending(carrierLostAt.getAsLong() + policy.downDelay().toNanos(), nowNanos)
                : OptionalLong.empty();
    }

    /** Why the path does not go to a primary that is usable while the standby is, too. */
    private Optional<Objection> objection(Outlook outlook, long nowNanos) {
        if (policy.prefer() != Preference.AUTO) {
            return policy.prefer() == Preference.STANDBY
                    ? Optional.of(Objection.standing("the standby is preferred"))
                    : Optional.empty();
        } else if (isHeld()) {
            return Optional.of(new Objection("the path is held on the standby", heldUntil));
        } else if (path == Path.PRIMARY) {
            return Optional.empty();
        }
        OptionalLong upAt = usableSince.isPresent()
                ? pending(usableSince.getAsLong() + policy.upDelay().toNanos(), nowNanos)
                : OptionalLong.empty();
        if (upAt.isPresent()) {
            return Optional.of(new Objection("the primary's up-delay has not passed", upAt));
        }
        boolean mayReturn = path != Path.STANDBY
                || policy.reselect() == Reselect.ALWAYS
                || policy.reselect() == Reselect.BETTER && outlook.primaryIsFaster();
        return mayReturn
                ? Optional.empty()
                : Optional.of(Objection.standing("reselect=" + policy.reselect().word() + " keeps the standby"));
    }

    /** Time matters to an objection only while it keeps a usable primary waiting. */
    private static OptionalLong waitsUntil(Optional<Objection> objection, Outlook outlook) {
        return outlook.isUsable(Role.PRIMARY)
                ? objection.map(Objection::until).orElse(OptionalLong.empty())
                : OptionalLong.empty();
    }

    /** Counts a change of path; words when it makes the path stay on the standby for a while. */
    private String damped(Path wanted, long nowNanos) {
        if (policy.flapLimit() == 0) {
            return "";
        }
        changes.addLast(nowNanos);
        while (nowNanos - changes.getFirst() > policy.flapWindow().toNanos()) {
            changes.removeFirst();
        }
        if (wanted != Path.STANDBY || policy.prefer() != Preference.AUTO || changes.size() < policy.flapLimit()) {
            return "";
        }
        String words = "; held there for " + seconds(policy.flapHold()) + " after " + changes.size()
                + " changes of path within " + seconds(policy.flapWindow());
        heldUntil = OptionalLong.of(nowNanos + policy.flapHold().toNanos());
        changes.clear();
        return words;
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private PathChoice choice(Outlook outlook) {
        Role first = first(outlook);
        boolean accept = first == Role.STANDBY
                || switch (rule) {
                    case OPEN -> !outlook.hasCarrier(Role.PRIMARY);
                    case STRICT -> outlook.primary().isEmpty();
                };
        return new PathChoice(path, first, accept);
    }

    /** The probe sees carrier only, and at once: it must not use a slave that policy would not use at once. */
    private Role first(Outlook outlook) {
        boolean standbyIsWanted = policy.prefer() == Preference.STANDBY || isHeld();
        boolean primaryReturnsAtOnce = !standbyIsWanted
                && (policy.prefer() == Preference.PRIMARY
                        || policy.upDelay().isZero() && policy.reselect() == Reselect.ALWAYS);
        boolean standbyFirst = path == Path.PRIMARY
                ? standbyIsWanted && !outlook.silent().contains(Role.STANDBY)
                : !primaryReturnsAtOnce || outlook.silent().contains(Role.PRIMARY);
        return standbyFirst ? Role.STANDBY : Role.PRIMARY;
    }

    private static OptionalLong pending(long at, long nowNanos) {
        return nowNanos - at < 0 ? OptionalLong.of(at) : OptionalLong.empty();
    }

    private static OptionalLong earliest(OptionalLong one, OptionalLong other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isPresent() ? one : other;
        }
        return one.getAsLong() - other.getAsLong() < 0 ? one : other;
    }
}
