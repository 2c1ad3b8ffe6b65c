package io.netfailover.journal;

import static io.netfailover.journal.Samples.AT;
import static io.netfailover.journal.Samples.DEFINITION;
import static io.netfailover.journal.Samples.ESTABLISHED;
import static io.netfailover.journal.Samples.PRIMARY_KEY;
import static io.netfailover.journal.Samples.STANDBY_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.journal.MasterEvent.MasterCreationRequested;
import io.netfailover.journal.MasterEvent.PathSwitched;
import io.netfailover.journal.MasterEvent.SlaveRegistered;
import io.netfailover.journal.MasterEvent.SlaveReleased;
import io.netfailover.journal.MasterState.Absent;
import io.netfailover.journal.MasterState.Active;
import io.netfailover.journal.MasterState.Creating;
import io.netfailover.journal.MasterState.Destroying;
import io.netfailover.types.Path;
import io.netfailover.types.Role;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MasterStateTest {
    private static final String NO = "refused";

    /** Event against state: the state that follows. Every event of the hierarchy has a row. */
    private static final Map<String, List<String>> TABLE = Map.ofEntries(
            //                                  Absent      Creating      Active        Destroying
            row("MasterCreationRequested", "Creating", NO, NO, NO),
            row("MasterCreationFailed", NO, "Absent", NO, NO),
            row("MasterEstablished", NO, "Active", "Active", NO),
            row("SlaveRegistered", NO, NO, "Active", NO),
            row("SlaveRefused", NO, NO, "Active", NO),
            row("SlaveReleased", NO, NO, "Active", NO),
            row("PathSwitched", NO, NO, "Active", NO),
            row("PolicySet", NO, NO, "Active", NO),
            row("ConfigurationSaved", NO, "Creating", "Active", "Destroying"),
            row("ConfirmationAwaited", NO, "Creating", NO, NO),
            row("CreationConfirmed", NO, "Creating", "Active", NO),
            row("StatisticsFolded", NO, NO, "Active", NO),
            row("SlaveAddressRemoved", NO, NO, "Active", NO),
            row("SlaveClientEnded", NO, NO, "Active", NO),
            row("MasterDestructionRequested", NO, "Destroying", "Destroying", "Destroying"),
            row("MasterDestructionFailed", NO, NO, NO, "Destroying"),
            row("MasterDestroyed", NO, "Absent", NO, "Absent"));

    private static Map.Entry<String, List<String>> row(String event, String... next) {
        return Map.entry(event, List.of(next));
    }

    static List<Arguments> everyEventInEveryState() {
        List<Class<?>> states = List.of(Absent.class, Creating.class, Active.class, Destroying.class);
        assertThat(Hierarchy.recordsOf(MasterState.class)).containsExactlyInAnyOrderElementsOf(states);
        return Hierarchy.recordsOf(MasterEvent.class)
                .flatMap(event -> states.stream().map(state -> {
                    List<String> next = Objects.requireNonNull(
                            TABLE.get(event.getSimpleName()), "no row of " + event.getSimpleName());
                    return Arguments.of(state, event, next.get(states.indexOf(state)));
                }))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("everyEventInEveryState")
    void anEventLeadsToItsStateOrIsNoJournalOfOurs(Class<?> from, Class<?> type, String next) {
        MasterState state = (MasterState) Samples.of(from);
        MasterEvent event = (MasterEvent) Samples.of(type);
        if (next.equals(NO)) {
            assertThatThrownBy(() -> state.apply(event))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(type.getSimpleName() + " cannot follow state " + from.getSimpleName());
        } else {
            assertThat(state.apply(event).getClass().getSimpleName()).isEqualTo(next);
        }
    }

    @Test
    void anEstablishedMasterHasNoPrimaryAndNoPathYet() {
        assertThat(active().primary()).isEmpty();
        assertThat(active().path()).isEqualTo(Path.NONE);
        assertThat(active().definition()).isEqualTo(DEFINITION);
        assertThat(active().standby()).isEqualTo(STANDBY_KEY);
    }

    @Test
    void aPrimaryIsRegisteredAndReleased() {
        MasterState registered = active().apply(new SlaveRegistered(Role.PRIMARY, PRIMARY_KEY, "ens11", AT));
        assertThat(((Active) registered).primary()).contains(new MasterState.Slave(PRIMARY_KEY, "ens11"));

        MasterState released = registered.apply(new SlaveReleased(Role.PRIMARY, PRIMARY_KEY, "unplugged", false, AT));
        assertThat(((Active) released).primary()).isEqualTo(Optional.empty());
    }

    @Test
    void theStandbysComingAndGoingLeavesThePrimary() {
        MasterState state = active().apply(new SlaveRegistered(Role.PRIMARY, PRIMARY_KEY, "ens11", AT));

        assertThat(state.apply(new SlaveRegistered(Role.STANDBY, STANDBY_KEY, "ens10nsby", AT)))
                .isEqualTo(state);
        assertThat(state.apply(new SlaveReleased(Role.STANDBY, STANDBY_KEY, "gone", false, AT)))
                .isEqualTo(state);
    }

    @Test
    void aPolicyStaysWithTheDefinitionWhateverFollows() {
        MasterState set = active().apply(new MasterEvent.PolicySet(Samples.POLICY, "uid:0", AT));

        assertThat(((Active) set).definition().policyInForce()).isEqualTo(Samples.POLICY);
        assertThat(((Active) set.apply(Samples.ESTABLISHED)).definition().policyInForce())
                .isEqualTo(Samples.POLICY);
    }

    @Test
    void nf26StatisticsSurviveWhateverFollowsButTheEndOfTheMaster() {
        MasterState folded = active().apply(new MasterEvent.StatisticsFolded(Samples.STATISTICS, AT));

        List<MasterEvent> whatFollows = List.of(
                Samples.ESTABLISHED,
                new SlaveRegistered(Role.PRIMARY, PRIMARY_KEY, "ens11", AT),
                new PathSwitched(Path.NONE, Path.STANDBY, "no primary", false, AT),
                new SlaveReleased(Role.PRIMARY, PRIMARY_KEY, "unplugged", false, AT),
                new MasterEvent.PolicySet(Samples.POLICY, "uid:0", AT));
        for (MasterEvent event : whatFollows) {
            assertThat(((Active) folded.apply(event)).statistics())
                    .as("%s", event)
                    .contains(Samples.STATISTICS);
        }
    }

    @Test
    void aSwitchChangesThePathOnly() {
        Active switched = (Active) active().apply(new PathSwitched(Path.NONE, Path.STANDBY, "no primary", false, AT));

        assertThat(switched.path()).isEqualTo(Path.STANDBY);
        assertThat(switched.master()).isEqualTo(active().master());
    }

    @Test
    void whatWasSavedIsKeptUntilTheMasterIsThereOrGone() {
        MasterEvent saved = new MasterEvent.ConfigurationSaved(Samples.SAVED, List.of(), AT);
        MasterState creating = MasterState.ABSENT
                .apply(new MasterCreationRequested(DEFINITION, "uid:0", AT))
                .apply(saved);

        assertThat(creating.saved()).contains(Samples.SAVED);
        assertThat(creating.apply(ESTABLISHED).saved()).isEmpty();
        assertThat(active().apply(saved).apply(ESTABLISHED).saved()).isEmpty();
        MasterState destroying = creating.apply(new MasterEvent.MasterDestructionRequested("uid:0", AT));
        assertThat(destroying.saved()).contains(Samples.SAVED);
        assertThat(destroying.apply(new MasterEvent.MasterDestroyed(AT)).saved())
                .isEmpty();
    }

    @Test
    void aCreationAwaitsItsConfirmationUntilItComes() {
        MasterState creating = MasterState.ABSENT
                .apply(new MasterCreationRequested(DEFINITION, "uid:0", AT))
                .apply(new MasterEvent.ConfirmationAwaited(AT.plusSeconds(60), AT));
        MasterState active = creating.apply(ESTABLISHED);

        assertThat(active.confirmBy()).contains(AT.plusSeconds(60));
        assertThat(active.apply(ESTABLISHED).confirmBy()).contains(AT.plusSeconds(60));
        MasterEvent confirmed = new MasterEvent.CreationConfirmed("uid:0", AT);
        assertThat(active.apply(confirmed).confirmBy()).isEmpty();
        assertThat(creating.apply(confirmed).apply(ESTABLISHED).confirmBy()).isEmpty();
    }

    private static Active active() {
        return (Active) MasterState.ABSENT
                .apply(new MasterCreationRequested(DEFINITION, "uid:0 pid:1", AT))
                .apply(ESTABLISHED);
    }
}
