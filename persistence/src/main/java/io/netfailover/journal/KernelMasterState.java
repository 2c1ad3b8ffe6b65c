package io.netfailover.journal;

import io.netfailover.journal.KernelMasterEvent.KernelMasterFound;
import io.netfailover.types.LinkKey;
import java.util.LinkedHashMap;
import java.util.Map;

/** @param names the kernel masters that exist, with the name that each was found under */
public record KernelMasterState(Map<LinkKey, String> names) implements JournalState {
    public static final KernelMasterState NONE = new KernelMasterState(Map.of());

    public KernelMasterState {
        names = Map.copyOf(names);
    }

    public KernelMasterState apply(KernelMasterEvent event) {
        Map<LinkKey, String> next = new LinkedHashMap<>(names);
        if (event instanceof KernelMasterFound found) {
            next.put(found.key(), found.name());
        } else {
            next.remove(event.key());
        }
        return new KernelMasterState(next);
    }
}
