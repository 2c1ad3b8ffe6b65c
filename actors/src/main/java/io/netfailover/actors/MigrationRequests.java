package io.netfailover.actors;

import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EffectFactories;
import io.netfailover.journal.MigrationEvent;
import io.netfailover.journal.MigrationEvent.CancelRequested;
import io.netfailover.journal.MigrationEvent.MigrationRequested;
import io.netfailover.journal.MigrationState;
import io.netfailover.journal.MigrationState.Idle;
import io.netfailover.journal.MigrationState.Running;
import io.netfailover.journal.NodeMessage.Answer;
import io.netfailover.journal.NodeMessage.CancelRequest;
import io.netfailover.journal.NodeMessage.MigrateRequest;
import io.netfailover.journal.NodeMessage.ResumeRequest;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.MigrationId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The part of a {@link Migration} that people speak with: what they ask for, and the answer that each gets. */
final class MigrationRequests {
    private static final String SEE_LIST = "'netfailover migration list' shows what is under way";

    private final DomainName domain;
    private final InstantSource clock;
    private final MigrationHosts hosts;
    private final TimerScheduler<Migration.Command> timers;
    private final EffectFactories<MigrationEvent, MigrationState> effect;
    private Optional<Answer> taken = Optional.empty();

    MigrationRequests(
            DomainName domain,
            InstantSource clock,
            MigrationHosts hosts,
            TimerScheduler<Migration.Command> timers,
            EffectFactories<MigrationEvent, MigrationState> effect) {
        this.domain = domain;
        this.clock = clock;
        this.hosts = hosts;
        this.timers = timers;
        this.effect = effect;
    }

    Effect<MigrationEvent, MigrationState> onMigrate(MigrationState state, MigrateRequest request) {
        Optional<Answer> before = taken.filter(answer -> answer.request().equals(request.request()));
        if (before.isPresent()) { // asked again, because the answer was lost: that must not begin another one
            hosts.answer(request.from(), before.get());
            return effect.none();
        } else if (state instanceof Running running) {
            refuse(
                    request.from(),
                    request.request(),
                    running.id(),
                    "migration " + running.id() + " of " + domain + " is under way",
                    "'netfailover migration show " + running.id() + "' shows it");
            return effect.none();
        }
        MigrationId id = new MigrationId(domain, ((Idle) state).lastOrdinal() + 1);
        return effect.persist(new MigrationRequested(id, request.order(), request.requestedBy(), clock.instant()))
                .thenRun(next -> {
                    Answer answer = accepted(request.request(), id);
                    taken = Optional.of(answer);
                    hosts.answer(request.from(), answer);
                    timers.startSingleTimer("proceed", Migration.Proceed.AS_NEXT_INCARNATION, Duration.ZERO);
                });
    }

    Effect<MigrationEvent, MigrationState> onCancel(MigrationState state, CancelRequest request) {
        Optional<String> refusal = refusal(state, request.id());
        if (refusal.isEmpty() && state instanceof Running running && running.switched()) {
            refusal = Optional.of(domain + " has moved already: from here it only goes forward");
        }
        if (refusal.isPresent()) {
            refuse(request.from(), request.request(), request.id(), refusal.get(), SEE_LIST);
            return effect.none();
        }
        Running running = (Running) state;
        hosts.answer(request.from(), accepted(request.request(), request.id()));
        if (running.cancelled() || running.back()) {
            return effect.none();
        }
        return effect.persist(new CancelRequested(request.requestedBy(), clock.instant()))
                .thenRun(next -> {
                    if (MigrationHosts.isMoving(running)) {
                        hosts.cancelMove(running);
                    } else if (running.current().isEmpty()) {
                        proceed(running);
                    }
                });
    }

    Effect<MigrationEvent, MigrationState> onResume(MigrationState state, ResumeRequest request) {
        Optional<String> refusal = refusal(state, request.id());
        if (refusal.isPresent()) {
            refuse(request.from(), request.request(), request.id(), refusal.get(), SEE_LIST);
            return effect.none();
        }
        hosts.answer(request.from(), accepted(request.request(), request.id()));
        hosts.unseal();
        proceed((Running) state);
        return effect.none();
    }

    private void proceed(Running running) {
        timers.startSingleTimer("proceed", new Migration.Proceed(running.number(), true), Duration.ZERO);
    }

    private static Answer accepted(String request, MigrationId id) {
        return new Answer(request, true, id.toString(), "", "");
    }

    private void refuse(HostName asker, String request, MigrationId id, String words, String advice) {
        hosts.answer(asker, new Answer(request, false, id.toString(), words, advice));
    }

    private static Optional<String> refusal(MigrationState state, MigrationId id) {
        if (!(state instanceof Running running)) {
            return Optional.of("migration " + id + " is not under way");
        } else if (!running.id().equals(id)) {
            return Optional.of("migration " + id + " has ended; " + running.id() + " is under way");
        }
        return Optional.empty();
    }
}
