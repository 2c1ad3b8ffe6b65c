package io.netfailover.netlink;

/** What a routing rule does with packets that match, FR_ACT_* of linux/fib_rules.h, in the order of their numbers. */
public enum RuleAction {
    UNSPECIFIED(0),
    /** Looks up in a table. */
    TO_TABLE(1),
    GOTO(2),
    NOP(3),
    RESERVED_3(4),
    RESERVED_4(5),
    BLACKHOLE(6),
    UNREACHABLE(7),
    PROHIBIT(8);

    private static final RuleAction[] BY_NUMBER = values();

    private final int number;

    RuleAction(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static RuleAction of(int number) {
        if (number >= BY_NUMBER.length) {
            throw NetlinkException.malformed("action " + number + " of a routing rule");
        }
        return BY_NUMBER[number];
    }
}
