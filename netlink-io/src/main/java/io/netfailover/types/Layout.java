package io.netfailover.types;

/** How frames cross between a master and its slaves (design 3). */
public enum Layout {
    /** Redirected past the veth pair: fastest; tcpdump on the master does not see what it sends. */
    DIRECT,
    /** Frames cross the pair, so that tcpdump and the counters of the master see all of them; some 5 % slower. */
    VISIBLE,
    /** The slaves live in a namespace of their own, where no network daemon can see them. */
    HIDDEN;

    /** As the command line and the JSON write it. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming the words that exist */
    public static Layout parse(String word) {
        for (Layout layout : values()) {
            if (layout.word().equals(word)) {
                return layout;
            }
        }
        throw new IllegalArgumentException("unknown layout '" + word + "' (direct, visible, hidden)");
    }
}
