package io.netfailover.actors;

import akka.actor.typed.javadsl.TimerScheduler;
import akka.pattern.StatusReply;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EffectFactories;
import io.netfailover.journal.MasterEvent;
import io.netfailover.journal.MasterEvent.ConfirmationAwaited;
import io.netfailover.journal.MasterEvent.CreationConfirmed;
import io.netfailover.journal.MasterState;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The part of a master that has its creation undone unless somebody confirms it in time: for people who are logged in through it. */
final class ConfirmationKeeper {
    private final MasterDesk desk;
    private final TimerScheduler<MasterProtocol.Command> timers;
    private final EffectFactories<MasterEvent, MasterState> effect;

    ConfirmationKeeper(
            MasterDesk desk,
            TimerScheduler<MasterProtocol.Command> timers,
            EffectFactories<MasterEvent, MasterState> effect) {
        this.desk = desk;
        this.timers = timers;
        this.effect = effect;
    }

    /** To be journalled in one with the request: a creation is never there without its deadline. */
    List<MasterEvent> with(MasterEvent request, MasterProtocol.Create create) {
        return Stream.concat(
                        Stream.of(request),
                        create.confirmWithin().stream()
                                .map(time -> new ConfirmationAwaited(desk.now().plus(time), desk.now())))
                .toList();
    }

    /** Until the deadline, also when the daemon was away meanwhile. */
    void watch(MasterState state) {
        state.confirmBy().ifPresent(until -> {
            Duration left = Duration.between(desk.now(), until);
            timers.startSingleTimer(
                    MasterProtocol.Prompt.CONFIRMATION_OVERDUE, left.isNegative() ? Duration.ZERO : left);
        });
    }

    /** A confirmed one is confirmed; what comes too late is told so. */
    Effect<MasterEvent, MasterState> onConfirm(MasterState state, MasterProtocol.Confirm confirm) {
        if (!(state instanceof MasterState.Creating || state instanceof MasterState.Active)) {
            confirm.replyTo().tell(StatusReply.success(MasterProtocol.Outcome.ABSENT));
            return effect.none();
        } else if (state.confirmBy().isEmpty()) {
            confirm.replyTo().tell(StatusReply.success(MasterProtocol.Outcome.CONFIRMED));
            return effect.none();
        }
        return effect.persist(new CreationConfirmed(confirm.requestedBy(), desk.now()))
                .thenRun(next -> {
                    timers.cancel(MasterProtocol.Prompt.CONFIRMATION_OVERDUE);
                    desk.say("creation-confirmed", "creation confirmed by " + confirm.requestedBy());
                    desk.publish(next);
                    confirm.replyTo().tell(StatusReply.success(MasterProtocol.Outcome.CONFIRMED));
                });
    }
}
