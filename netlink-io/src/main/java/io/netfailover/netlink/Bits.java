package io.netfailover.netlink;

import java.util.ArrayList;
import java.util.List;

/** Bit masks by name. */
final class Bits {
    private Bits() {}

    /** The names of the bits that are set, of which the first is bit 0. */
    static List<String> names(int mask, List<String> all) {
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < all.size(); bit++) {
            if ((mask >>> bit & 1) != 0) {
                names.add(all.get(bit));
            }
        }
        return names;
    }

    /** The name of a number, {@code UNKNOWN} when it has none. */
    static String name(int number, List<String> all) {
        return number >= 0 && number < all.size() ? all.get(number) : "UNKNOWN";
    }
}
