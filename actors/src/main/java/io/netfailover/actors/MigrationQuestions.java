package io.netfailover.actors;

import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.javadsl.Effect;
import io.netfailover.actors.Migration.AskAgain;
import io.netfailover.actors.Migration.NoSeal;
import io.netfailover.actors.Migration.NotLocated;
import io.netfailover.journal.MigrationEvent;
import io.netfailover.journal.MigrationEvent.MigrationTurned;
import io.netfailover.journal.MigrationEvent.StepEnded;
import io.netfailover.journal.MigrationResult;
import io.netfailover.journal.MigrationState;
import io.netfailover.journal.MigrationState.Running;
import io.netfailover.journal.MigrationStep.Side;
import io.netfailover.journal.NodeMessage.Sealed;
import io.netfailover.journal.NodeMessage.StepRequest;
import io.netfailover.journal.StepOutcome;
import io.netfailover.journal.StepRecord;
import io.netfailover.migration.Saga;
import io.netfailover.migration.StepRunner;
import java.time.Duration;
import java.util.Optional;

/**
 * The part of a {@link Migration} that asks its two hosts: for their promise to obey no earlier incarnation, to do a step, and where the VM
 * is, each again and again until there is an answer or the host is taken to be silent.
 */
final class MigrationQuestions {
    static final Duration ASK_EVERY = Duration.ofSeconds(5);
    private static final String LOOK_THERE = "see whether netfailover runs there";

    private final MigrationDesk desk;
    private final TimerScheduler<Migration.Command> timers;
    private final MigrationHosts hosts;

    MigrationQuestions(MigrationDesk desk) {
        this.desk = desk;
        this.timers = desk.timers();
        this.hosts = desk.hosts();
    }

    /** Asks for the promise of that host where it has not been given. */
    boolean isPromised(Running running, Side side) {
        if (hosts.isSealed(side)) {
            return true;
        }
        hosts.askSeal(running, side);
        if (!timers.isTimerActive(side)) {
            timers.startSingleTimer(side, new NoSeal(side), desk.tools().answerWithin());
        }
        return false;
    }

    void ask(Running running, StepRecord step) {
        StepRequest request = hosts.ask(running, step);
        timers.startSingleTimer("ask", new AskAgain(request, 1), ASK_EVERY);
    }

    /** The message or its answer may have been lost; asked for twice it is done once. */
    Effect<MigrationEvent, MigrationState> onAskAgain(MigrationState state, AskAgain again) {
        StepRequest request = again.request();
        if (!(state instanceof Running running) || running.current().isEmpty()) {
            return desk.effect().none();
        }
        Duration waited = ASK_EVERY.multipliedBy(again.times());
        Duration patience = StepRunner.deadline(request.step(), request.plan())
                .plus(desk.tools().answerWithin())
                .plus(ASK_EVERY);
        if (waited.compareTo(patience) > 0) {
            Side side = request.step().side();
            hosts.fallSilent(side);
            hosts.unseal(side);
            return desk.persist(unanswered(running, running.current().get()));
        }
        hosts.ask(running, request);
        if (running.cancelled() && MigrationHosts.isMoving(running)) {
            hosts.cancelMove(running);
        }
        timers.startSingleTimer("ask", new AskAgain(request, again.times() + 1), ASK_EVERY);
        return desk.effect().none();
    }

    Effect<MigrationEvent, MigrationState> onSealed(Running running, Sealed seal) {
        if (seal.number() > running.number()) {
            return desk.yieldToLater(running);
        } else if (seal.number() == running.number()) {
            Side side = MigrationHosts.side(running, seal.host());
            timers.cancel(side);
            boolean wasSilent = hosts.seal(side);
            if (wasSilent || !timers.isTimerActive("ask")) {
                desk.proceedAfter(Duration.ZERO, running.number());
            }
        }
        return desk.effect().none();
    }

    /** What was under way there has an unknown outcome; what can be done on the other host goes on. */
    Effect<MigrationEvent, MigrationState> onNoSeal(MigrationState state, NoSeal none) {
        if (!(state instanceof Running running) || hosts.isSealed(none.side())) {
            return desk.effect().none();
        }
        hosts.fallSilent(none.side());
        Optional<StepRecord> current =
                running.current().filter(step -> step.step().side() == none.side());
        if (current.isPresent()) {
            return desk.persist(unanswered(running, current.get()));
        } else if (!running.switched() && !running.back() && running.current().isEmpty() && !running.unresolved()) {
            return desk.persist(new MigrationTurned(
                    running.begun().stream().noneMatch(Saga::changes)
                            ? MigrationResult.REFUSED
                            : MigrationResult.ROLLED_BACK,
                    noAnswer(running, none.side()),
                    LOOK_THERE,
                    desk.now()));
        }
        desk.proceedAfter(ASK_EVERY, running.number());
        return desk.effect().none();
    }

    private StepEnded unanswered(Running running, StepRecord step) {
        return new StepEnded(
                step.step(),
                step.undo(),
                StepOutcome.TIMED_OUT,
                noAnswer(running, step.step().side()),
                LOOK_THERE,
                running.plan(),
                desk.now());
    }

    private static String noAnswer(Running running, Side side) {
        return MigrationHosts.host(running, side) + " does not answer";
    }

    /** @return false when a host has been silent for too long */
    boolean askWhere(Running running, NotLocated so) {
        if (Duration.ofSeconds(so.times()).compareTo(desk.tools().answerWithin()) > 0) {
            return false;
        }
        hosts.askWhere(running);
        timers.startSingleTimer("locate", new NotLocated(so.times() + 1), Duration.ofSeconds(1));
        return true;
    }
}
