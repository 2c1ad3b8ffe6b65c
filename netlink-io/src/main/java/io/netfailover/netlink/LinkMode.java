package io.netfailover.netlink;

/** IF_LINK_MODE_* of linux/if.h: into which operational state a link with carrier goes; the ordinal is the kernel's number. */
public enum LinkMode {
    DEFAULT,
    /** Dormant, until a supplicant (IEEE 802.1X) says that it is up. */
    DORMANT,
    TESTING;

    static LinkMode of(int number) {
        LinkMode[] all = values();
        return number < all.length ? all[number] : DEFAULT;
    }
}
