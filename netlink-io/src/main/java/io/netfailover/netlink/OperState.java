package io.netfailover.netlink;

/** IF_OPER_* of linux/if.h (RFC 2863); the ordinal is the kernel's number. */
public enum OperState {
    UNKNOWN,
    NOTPRESENT,
    DOWN,
    LOWERLAYERDOWN,
    TESTING,
    DORMANT,
    UP;

    static OperState of(int number) {
        OperState[] all = values();
        return number >= 0 && number < all.length ? all[number] : UNKNOWN;
    }
}
