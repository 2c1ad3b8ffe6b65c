package io.netfailover.actors;

import akka.actor.typed.javadsl.TimerScheduler;
import akka.pattern.StatusReply;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EffectFactories;
import io.netfailover.actors.MasterProtocol.Command;
import io.netfailover.actors.MasterProtocol.Destroy;
import io.netfailover.actors.MasterProtocol.NotUnmade;
import io.netfailover.actors.MasterProtocol.Outcome;
import io.netfailover.actors.MasterProtocol.Prompt;
import io.netfailover.actors.MasterProtocol.Unmade;
import io.netfailover.journal.MasterEvent;
import io.netfailover.journal.MasterEvent.MasterDestroyed;
import io.netfailover.journal.MasterEvent.MasterDestructionFailed;
import io.netfailover.journal.MasterEvent.MasterDestructionRequested;
import io.netfailover.journal.MasterState;
import io.netfailover.journal.MasterState.Destroying;

/**
 * The part of a master that unmakes it: steering lets go, then what it carries is read and given back, then every trace goes. What failed
 * stays journalled as being destroyed, until somebody asks again or the daemon starts anew.
 */
final class DestructionKeeper {
    private final MasterDesk desk;
    private final PathKeeper path;
    private final ConfigurationKeeper configuration;
    private final TimerScheduler<Command> timers;
    private final EffectFactories<MasterEvent, MasterState> effect;

    DestructionKeeper(
            MasterDesk desk,
            PathKeeper path,
            ConfigurationKeeper configuration,
            TimerScheduler<Command> timers,
            EffectFactories<MasterEvent, MasterState> effect) {
        this.desk = desk;
        this.path = path;
        this.configuration = configuration;
        this.timers = timers;
        this.effect = effect;
    }

    Effect<MasterEvent, MasterState> onDestroy(MasterState state, Destroy destroy) {
        if (state instanceof MasterState.Absent) {
            destroy.replyTo().tell(StatusReply.success(Outcome.ABSENT));
            return effect.none();
        }
        desk.awaitOutcome(destroy.replyTo(), "master destroy " + desk.name());
        return destroy(destroy.requestedBy());
    }

    Effect<MasterEvent, MasterState> destroy(String requestedBy) {
        return effect.persist(new MasterDestructionRequested(requestedBy, desk.now()))
                .thenRun(next -> {
                    desk.say("destruction-requested", "destruction requested by " + requestedBy);
                    desk.publish(next);
                    begin();
                });
    }

    /** First step: nobody uses the data path while it is unmade. */
    void begin() {
        timers.cancelAll();
        path.close();
        desk.house()
                .steering()
                .tell(new Steering.Release(
                        desk.name(),
                        desk.context().messageAdapter(Steering.Released.class, released -> Prompt.STEERING_LET_GO)));
    }

    void onSteeringLetGo(MasterState state) {
        if (state instanceof Destroying) {
            desk.view().letGo();
            configuration.unmake();
        }
    }

    Effect<MasterEvent, MasterState> onUnmade(MasterState state, Unmade unmade) {
        if (!(state instanceof Destroying)) {
            return effect.none(); // asked for twice, done twice
        }
        return effect.persist(new MasterDestroyed(desk.now())).thenRun(() -> {
            desk.say("master-destroyed", "destroyed");
            timers.cancelAll();
            desk.ended(); // first: the caller may create it again at once
            desk.callers().answer(StatusReply.success(Outcome.DESTROYED));
        });
    }

    Effect<MasterEvent, MasterState> onNotUnmade(MasterState state, NotUnmade failed) {
        if (!(state instanceof Destroying)) {
            return effect.none();
        }
        desk.context().getLog().error("not destroyed: {}", failed.reason());
        return effect.persist(new MasterDestructionFailed(failed.reason(), desk.now()))
                .thenRun(next -> {
                    desk.callers()
                            .answer(StatusReply.error("master '" + desk.name() + "' is not wholly destroyed: "
                                    + failed.reason() + "; mend that and run 'netfailover master destroy "
                                    + desk.name() + "' again"));
                    desk.publish(next);
                    desk.settled();
                });
    }
}
