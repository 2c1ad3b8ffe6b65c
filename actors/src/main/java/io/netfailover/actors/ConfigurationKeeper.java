package io.netfailover.actors;

import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EffectBuilder;
import akka.persistence.typed.javadsl.EffectFactories;
import io.netfailover.datapath.LinkConfiguration;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.journal.MasterEvent;
import io.netfailover.journal.MasterEvent.ConfigurationSaved;
import io.netfailover.journal.MasterState;
import io.netfailover.journal.MasterState.Active;
import io.netfailover.journal.MasterState.Creating;
import io.netfailover.journal.MasterState.Destroying;
import io.netfailover.journal.SavedConfiguration;
import io.netfailover.journal.SavedItem;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The part of a master that loses nothing of what its links carry: addresses, routes and the like are read and journalled before the first
 * effect that moves them, so that a crash at any moment leaves them in the kernel, in the journal, or in both.
 */
final class ConfigurationKeeper {
    private final MasterDesk desk;
    private final EffectFactories<MasterEvent, MasterState> effect;

    ConfigurationKeeper(MasterDesk desk, EffectFactories<MasterEvent, MasterState> effect) {
        this.desk = desk;
        this.effect = effect;
    }

    /** First step of making or adopting a master. */
    void establish(MasterDefinition definition) {
        desk.effects().readStandby(definition);
    }

    /** First step of unmaking it. */
    void unmake() {
        desk.effects().readMaster();
    }

    Effect<MasterEvent, MasterState> onStandbyRead(MasterState state, MasterProtocol.StandbyRead read) {
        return state instanceof Creating || state instanceof Active
                ? save(state, read.found())
                        .thenRun(next -> desk.effects().establish(definition(next), remembered(next)))
                : effect.none();
    }

    Effect<MasterEvent, MasterState> onMasterRead(MasterState state, MasterProtocol.MasterRead read) {
        return state instanceof Destroying
                ? save(state, read.found()).thenRun(next -> desk.effects().unmake(remembered(next)))
                : effect.none();
    }

    private static MasterDefinition definition(MasterState state) {
        return state instanceof Creating creating ? creating.definition() : ((Active) state).definition();
    }

    /** What is journalled already was read before anything was touched: it stays. */
    private EffectBuilder<MasterEvent, MasterState> save(MasterState state, Optional<LinkConfiguration> found) {
        if (found.isEmpty() || remembered(state).isPresent()) {
            return effect.none();
        }
        LinkConfiguration configuration = found.get();
        SavedConfiguration saved =
                new SavedConfiguration(desk.key(configuration.link()), configuration.items(), desk.now());
        return effect.persist(new ConfigurationSaved(saved, configuration.left(), desk.now()))
                .thenRun(next -> {
                    desk.say(
                            "configuration-saved",
                            "moves with it: "
                                    + saved.items().stream()
                                            .map(SavedItem::text)
                                            .collect(Collectors.joining(", ")));
                    configuration.left().forEach(left -> desk.say("configuration-left", "cannot be moved: " + left));
                });
    }

    /** Of this boot and namespace: in another one the network is configured anew. */
    private Optional<LinkConfiguration> remembered(MasterState state) {
        return state.saved()
                .filter(saved -> saved.link().equals(desk.key(saved.link().ifIndex())))
                .map(saved -> LinkConfiguration.of(saved, Duration.between(saved.at(), desk.now())));
    }
}
