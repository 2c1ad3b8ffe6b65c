package io.netfailover.actors;

import akka.Done;
import akka.actor.Cancellable;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.javadsl.AskPattern;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EffectBuilder;
import akka.persistence.typed.javadsl.EffectFactories;
import io.netfailover.datapath.MirrorReading;
import io.netfailover.journal.FoldedStatistics;
import io.netfailover.journal.MasterEvent;
import io.netfailover.journal.MasterEvent.SlaveAddressRemoved;
import io.netfailover.journal.MasterEvent.SlaveClientEnded;
import io.netfailover.journal.MasterEvent.StatisticsFolded;
import io.netfailover.journal.MasterState;
import io.netfailover.journal.MasterState.Active;
import io.netfailover.netlink.Link;
import io.netfailover.types.LinkKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a master that keeps its slaves in step with it: their MTU when the master's changes (NF-23), what they let in, one round each
 * second (NF-24); and that folds their counters into the master's (NF-26), journalled when a slave comes or goes, when the daemon stops,
 * and now and then, so that an unplug, a crash or a reboot takes away little and never what was journalled.
 */
final class MirrorKeeper {
    static final Duration EVERY = Duration.ofSeconds(1);
    static final Duration JOURNAL_EVERY = Duration.ofMinutes(5);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(3);

    private final MasterDesk desk;
    private final EffectFactories<MasterEvent, MasterState> effect;
    /** What the slaves have, as far as we know. */
    private Optional<Integer> mtuBytes = Optional.empty();

    private Optional<FoldedStatistics> folded = Optional.empty();
    private boolean underWay;
    private Optional<Cancellable> whenStopping = Optional.empty();

    MirrorKeeper(MasterDesk desk, EffectFactories<MasterEvent, MasterState> effect) {
        this.desk = desk;
        this.effect = effect;
    }

    /** A new master begins; nothing is counted yet. */
    void forget() {
        folded = Optional.empty();
        desk.view().mirror().forget();
    }

    /** The master is in service; its MTU may have been changed while nobody listened. */
    void begin(Active active) {
        mtuBytes = desk.view().link(active.standby().ifIndex()).map(Link::mtuBytes);
        hear();
        round();
        if (whenStopping.isEmpty()) {
            whenStopping = Optional.of(CoordinatedShutdown.get(desk.context().getSystem())
                    .addCancellableTask(
                            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
                            "statistics-of-" + desk.name(),
                            () -> AskPattern.ask(
                                    desk.context().getSelf(),
                                    MasterProtocol.KeepStatistics::new,
                                    STOP_DEADLINE,
                                    desk.context().getSystem().scheduler())));
        }
    }

    void close() {
        whenStopping.ifPresent(Cancellable::cancel);
    }

    /** Something about links has changed. */
    void hear() {
        Optional<Integer> now = desk.view().master().map(Link::mtuBytes);
        if (now.isPresent() && mtuBytes.isPresent() && !now.equals(mtuBytes)) {
            desk.effects().followMtu();
        }
        mtuBytes = now.or(() -> mtuBytes);
    }

    /** Starts a round unless one is under way. */
    void round() {
        if (!underWay && desk.effects().dataPath().isPresent()) {
            underWay = true;
            desk.effects().mirror(desk.view().vlans());
        }
    }

    Effect<MasterEvent, MasterState> onMirrored(MasterState state, MasterProtocol.Mirrored done) {
        underWay = false;
        if (!(state instanceof Active active)) {
            return effect.none();
        }
        Map<LinkKey, Map<String, Long>> counters = new HashMap<>();
        done.reading().counters().forEach((link, values) -> counters.put(desk.key(link), values));
        FoldedStatistics journalled = active.statistics().orElse(FoldedStatistics.NONE);
        FoldedStatistics now = folded.orElse(journalled).fold(counters);
        folded = Optional.of(now);
        desk.view().mirror().mirrored(done.reading(), now);
        List<MasterEvent> events = new ArrayList<>();
        done.reading().remedies().forEach(remedy -> events.add(remedied(remedy)));
        if (now.hasOtherSlavesThan(journalled)) {
            events.add(new StatisticsFolded(now, desk.now()));
        }
        return events.isEmpty() ? effect.none() : effect.persist(events);
    }

    private MasterEvent remedied(MirrorReading.Remedy remedy) {
        String slave = remedy.name();
        String advice = ": configure " + desk.name() + " only";
        return switch (remedy.kind()) {
            case ADDRESS_REMOVED -> {
                desk.say("slave-address-removed", slave + " had the address " + remedy.what() + advice);
                yield new SlaveAddressRemoved(desk.key(remedy.slave()), slave, remedy.what(), desk.now());
            }
            case CLIENT_ENDED -> {
                desk.say("slave-client-ended", slave + " was listened on by " + remedy.what() + advice);
                yield new SlaveClientEnded(desk.key(remedy.slave()), slave, remedy.what(), desk.now());
            }
        };
    }

    Effect<MasterEvent, MasterState> onNotMirrored(MasterState state, MasterProtocol.NotMirrored failed) {
        underWay = false;
        desk.view().mirror().notMirrored(failed.reason());
        return effect.none();
    }

    /** Journals what has been counted, if that is not what the journal has. */
    EffectBuilder<MasterEvent, MasterState> keep(MasterState state) {
        boolean counted = state instanceof Active active && folded.isPresent() && !folded.equals(active.statistics());
        return counted ? effect.persist(new StatisticsFolded(folded.get(), desk.now())) : effect.none();
    }

    /** Before the daemon stops: a slave that is unplugged meanwhile takes nothing away. */
    Effect<MasterEvent, MasterState> onKeepStatistics(MasterState state, MasterProtocol.KeepStatistics keep) {
        return keep(state).thenRun(() -> keep.replyTo().tell(Done.getInstance()));
    }
}
