package io.netfailover.netlink;

/** IN6_ADDR_GEN_MODE_* of linux/if_link.h: how IPv6 makes the link-local address; the ordinal is the kernel's number. */
public enum AddressGeneration {
    EUI64("eui64"),
    NONE("none"),
    STABLE_PRIVACY("stable_secret"),
    RANDOM("random");

    private final String word;

    AddressGeneration(String word) {
        this.word = word;
    }

    /** iproute2's word. */
    public String word() {
        return word;
    }

    /** What a newer kernel adds reads as {@link #NONE}: nothing that we know will be made. */
    static AddressGeneration of(int number) {
        AddressGeneration[] all = values();
        return number < all.length ? all[number] : NONE;
    }
}
