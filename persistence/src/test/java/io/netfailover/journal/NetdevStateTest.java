package io.netfailover.journal;

import static io.netfailover.journal.Samples.AT;
import static io.netfailover.journal.Samples.PICTURE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.journal.NetdevEvent.NetdevAppeared;
import io.netfailover.journal.NetdevEvent.NetdevRemoved;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetdevStateTest {
    private static final NetdevState PRESENT = new NetdevState(Optional.of(PICTURE));

    /** Differs from the sample in everything that may change, and each time in one thing. */
    private static final NetdevPicture CHANGED = new NetdevPicture(
            PICTURE.key(),
            "ens99",
            Optional.of(MacAddress.parse("02:00:00:00:00:01")),
            PICTURE.permanentAddress(),
            9000,
            false,
            false,
            Optional.empty(),
            PICTURE.kind());

    static Stream<Class<?>> transitions() {
        return Hierarchy.recordsOf(NetdevEvent.class)
                .filter(type -> type != NetdevAppeared.class && type != NetdevRemoved.class);
    }

    @Test
    void aLinkAppearsAndIsRemoved() {
        assertThat(NetdevState.GONE.apply(new NetdevAppeared(PICTURE, false, AT)))
                .isEqualTo(PRESENT);
        assertThat(PRESENT.apply(new NetdevRemoved(false, AT))).isEqualTo(NetdevState.GONE);
    }

    @Test
    void anAppearanceReplacesWhatWasThere() {
        assertThat(PRESENT.apply(new NetdevAppeared(CHANGED, false, AT)).picture())
                .contains(CHANGED);
    }

    @ParameterizedTest
    @MethodSource("transitions")
    void aTransitionOfAnAbsentLinkIsNoJournalOfOurs(Class<?> type) {
        NetdevEvent event = (NetdevEvent) Samples.of(type);

        assertThatThrownBy(() -> NetdevState.GONE.apply(event))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(type.getSimpleName());
    }

    @ParameterizedTest
    @MethodSource("transitions")
    void eachTransitionChangesThePictureInOneThing(Class<?> type) {
        NetdevEvent toChanged = PRESENT.transitionsTo(Optional.of(CHANGED), false, AT).stream()
                .filter(event -> event.getClass() == type)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no rule leads to " + type.getSimpleName()));

        NetdevState next = PRESENT.apply(toChanged);

        assertThat(next).isNotEqualTo(PRESENT);
        assertThat(next.transitionsTo(Optional.of(CHANGED), false, AT)).hasSize(5);
    }

    @Test
    void theTransitionsToWhatTheKernelShowsLeadThere() {
        List<NetdevEvent> events = PRESENT.transitionsTo(Optional.of(CHANGED), true, AT);

        assertThat(events)
                .hasSize(6)
                .allMatch(NetdevEvent::whileAway)
                .allMatch(event -> event.at().equals(AT));
        assertThat(applied(PRESENT, events).picture()).contains(CHANGED);
    }

    @Test
    void anUnchangedLinkHasNoTransitions() {
        assertThat(PRESENT.transitionsTo(Optional.of(PICTURE), true, AT)).isEmpty();
        assertThat(NetdevState.GONE.transitionsTo(Optional.empty(), true, AT)).isEmpty();
    }

    @Test
    void aLinkThatWentWhileAwayIsRemoved() {
        assertThat(PRESENT.transitionsTo(Optional.empty(), true, AT)).containsExactly(new NetdevRemoved(true, AT));
    }

    @Test
    void aLinkThatCameWhileAwayAppears() {
        assertThat(NetdevState.GONE.transitionsTo(Optional.of(PICTURE), true, AT))
                .containsExactly(new NetdevAppeared(PICTURE, true, AT));
    }

    @Test
    void aLinkMovesBetweenBridges() {
        NetdevEvent moved = new NetdevEvent.NetdevMasterChanged(Optional.of(new IfIndex(4)), false, AT);

        assertThat(PRESENT.apply(moved).picture().flatMap(NetdevPicture::master))
                .contains(new IfIndex(4));
    }

    private static NetdevState applied(NetdevState state, List<NetdevEvent> events) {
        NetdevState next = state;
        for (NetdevEvent event : events) {
            next = next.apply(event);
        }
        return next;
    }
}
