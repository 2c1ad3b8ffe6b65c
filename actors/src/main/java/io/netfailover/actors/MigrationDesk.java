package io.netfailover.actors;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EffectFactories;
import io.netfailover.journal.MigrationEvent;
import io.netfailover.journal.MigrationState;
import io.netfailover.journal.MigrationState.Running;
import java.time.Duration;
import java.time.Instant;

/** What the parts of one migration's actor share: its hosts, its clock, and how it goes on. */
record MigrationDesk(
        ActorContext<Migration.Command> context,
        Migration.Tools tools,
        TimerScheduler<Migration.Command> timers,
        MigrationHosts hosts,
        EffectFactories<MigrationEvent, MigrationState> effect) {

    Instant now() {
        return tools.clock().instant();
    }

    void proceedAfter(Duration pause, long number) {
        timers.startSingleTimer("proceed", new Migration.Proceed(number, false), pause);
    }

    /** Journals it, then looks at what comes next. */
    Effect<MigrationEvent, MigrationState> persist(MigrationEvent event) {
        return effect.persist(event).thenRun(next -> proceedAfter(Duration.ZERO, next.number()));
    }

    Effect<MigrationEvent, MigrationState> yieldToLater(Running running) {
        context.getLog().warn("{}: a later incarnation has taken over, this one ends", running.id());
        return effect.stop();
    }
}
