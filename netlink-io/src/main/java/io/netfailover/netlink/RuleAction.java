package io.netfailover.netlink;

/** What a routing rule does with packets that match, FR_ACT_* of linux/fib_rules.h, in the order of their numbers. */
public enum RuleAction {
    UNSPECIFIED,
    /** Looks up in a table. */
    TO_TABLE,
    GOTO,
    NOP,
    RESERVED_3,
    RESERVED_4,
    BLACKHOLE,
    UNREACHABLE,
    PROHIBIT;

    private static final RuleAction[] BY_NUMBER = values();

    static RuleAction of(int number) {
        if (number >= BY_NUMBER.length) {
            throw NetlinkException.malformed("action " + number + " of a routing rule");
        }
        return BY_NUMBER[number];
    }
}
