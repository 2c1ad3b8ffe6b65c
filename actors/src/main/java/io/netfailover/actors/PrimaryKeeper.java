package io.netfailover.actors;

import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EffectFactories;
import io.netfailover.journal.MasterEvent;
import io.netfailover.journal.MasterEvent.SlaveRefused;
import io.netfailover.journal.MasterEvent.SlaveRegistered;
import io.netfailover.journal.MasterEvent.SlaveReleased;
import io.netfailover.journal.MasterState;
import io.netfailover.journal.MasterState.Active;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import io.netfailover.types.Role;
import java.util.Optional;

/**
 * The part of a master that keeps its primary: looks for it, takes it, refuses others and lets it go, one step at a time (NF-05 to NF-08,
 * NF-11).
 */
final class PrimaryKeeper {
    private final MasterDesk desk;
    private final EffectFactories<MasterEvent, MasterState> effect;
    private Optional<IfIndex> taken = Optional.empty();
    /** Until the slaves have been compared with the journal after a start. */
    private boolean whileAway;

    PrimaryKeeper(MasterDesk desk, EffectFactories<MasterEvent, MasterState> effect) {
        this.desk = desk;
        this.effect = effect;
    }

    /** Forgets what was taken. {@code afterStart}: what is found next happened while the daemon was away. */
    void begin(boolean afterStart) {
        taken = Optional.empty();
        whileAway = afterStart;
    }

    /** One step towards the right primary; prompts itself until there is nothing to do. */
    Effect<MasterEvent, MasterState> look(Active active) {
        if (desk.effects().isTaking()) {
            return effect.none();
        }
        Optional<PrimarySearch.Step> step = PrimarySearch.next(
                active, taken, desk.view(), desk.house().host().identity());
        whileAway &= step.isPresent();
        if (step.isEmpty()) {
            return effect.none();
        } else if (step.get() instanceof PrimarySearch.Release release) {
            return release(release.primary());
        } else if (step.get() instanceof PrimarySearch.Refuse refuse) {
            return refuse(refuse.link(), refuse.reason());
        } else if (step.get() instanceof PrimarySearch.Take take) {
            desk.effects().take(take.link());
        }
        return effect.none();
    }

    Effect<MasterEvent, MasterState> onTaken(MasterState state, MasterProtocol.Taken done) {
        desk.effects().taken();
        taken = Optional.of(done.primary().ifIndex());
        desk.context().getSelf().tell(MasterProtocol.Prompt.LOOK_FOR_PRIMARY); // it may be gone already
        if (!(state instanceof Active active)) {
            return effect.none();
        }
        LinkKey key = desk.key(done.primary().ifIndex());
        String link = done.primary().name();
        desk.house()
                .steering()
                .tell(new Steering.SlaveJoined(
                        desk.name(), Role.PRIMARY, done.primary().ifIndex()));
        desk.track(key);
        if (active.primary().filter(primary -> primary.key().equals(key)).isPresent()) {
            return effect.none();
        }
        return effect.persist(new SlaveRegistered(Role.PRIMARY, key, link, desk.now()))
                .thenRun(next -> {
                    desk.say("slave-registered", "primary " + link + " registered");
                    desk.publish(next);
                });
    }

    Effect<MasterEvent, MasterState> onNotTaken(MasterState state, MasterProtocol.NotTaken failed) {
        desk.effects().taken();
        return state instanceof Active ? refuse(failed.candidate(), failed.reason()) : effect.none();
    }

    private Effect<MasterEvent, MasterState> refuse(Link link, String reason) {
        desk.view().refuse(link, reason);
        return effect.persist(new SlaveRefused(desk.key(link.ifIndex()), link.name(), reason, desk.now()))
                .thenRun(next -> {
                    desk.say("slave-refused", "link " + link.name() + " refused, " + reason);
                    desk.context().getSelf().tell(MasterProtocol.Prompt.LOOK_FOR_PRIMARY);
                    desk.publish(next);
                });
    }

    private Effect<MasterEvent, MasterState> release(MasterState.Slave primary) {
        desk.house().steering().tell(new Steering.SlaveLeft(desk.name(), Role.PRIMARY));
        taken = Optional.empty();
        return effect.persist(released(Role.PRIMARY, primary.key(), primary.name()))
                .thenRun(next -> {
                    desk.say("slave-released", "primary " + primary.name() + " released, the link is gone");
                    if (desk.key(primary.key().ifIndex()).equals(primary.key())) {
                        desk.effects().release(primary);
                    }
                    desk.view().forgetRefusals(); // a second primary may be the first now (NF-08)
                    desk.context().getSelf().tell(MasterProtocol.Prompt.LOOK_FOR_PRIMARY);
                    desk.publish(next);
                });
    }

    SlaveReleased released(Role role, LinkKey key, String link) {
        return new SlaveReleased(role, key, "link " + link + " is gone", whileAway, desk.now());
    }
}
