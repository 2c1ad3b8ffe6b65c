package io.netfailover.journal;

/**
 * One thing that a link carries.
 *
 * @param text as iproute2 writes it, for readers of the journal
 * @param message the payload of the rtnetlink request that adds it, in hexadecimal digits and the byte order of the host
 */
public record SavedItem(Kind kind, String text, String message) {
    public enum Kind {
        ADDRESS,
        ROUTE,
        NEIGHBOUR,
        QDISC
    }
}
