package io.netfailover.migration;

import io.netfailover.os.announce.OwnAddress;
import io.netfailover.types.MacAddress;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** IP addresses that guests named as their own in frames seen by us: a few of the guests seen last. */
final class KnownAddresses {
    private static final int GUESTS = 256;
    private static final int ADDRESSES_OF_A_GUEST = 16;

    private final Map<MacAddress, Set<InetAddress>> byGuest = new LinkedHashMap<>();

    synchronized void learn(MacAddress mac, byte[] frame) {
        OwnAddress.of(frame).ifPresent(address -> {
            Set<InetAddress> addresses = byGuest.remove(mac);
            if (addresses == null) {
                addresses = new LinkedHashSet<>();
            }
            addresses.remove(address);
            addresses.add(address);
            dropOldest(addresses, ADDRESSES_OF_A_GUEST);
            byGuest.put(mac, addresses);
            dropOldest(byGuest.keySet(), GUESTS);
        });
    }

    private static <T> void dropOldest(Set<T> all, int kept) {
        if (all.size() > kept) {
            all.remove(all.iterator().next());
        }
    }

    /** These and what was learned besides. */
    synchronized List<InetAddress> with(MacAddress mac, List<InetAddress> told) {
        return Stream.concat(told.stream(), byGuest.getOrDefault(mac, Set.of()).stream())
                .distinct()
                .toList();
    }
}
