package io.netfailover.journal;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The records under a sealed interface. */
final class Hierarchy {
    private Hierarchy() {}

    static Stream<Class<?>> recordsOf(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(Hierarchy::recordsOf)
                : Stream.of(type);
    }

    static List<Class<?>> eventsStatesAndMessages() {
        return Stream.of(JournalEvent.class, JournalState.class, NodeMessage.class)
                .flatMap(Hierarchy::recordsOf)
                .toList();
    }
}
