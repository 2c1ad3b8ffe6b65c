package io.netfailover.campaign.scenario;

import java.util.Locale;

/** What a link is in a scenario, whatever its name. */
enum Role {
    MASTER,
    STANDBY,
    PRIMARY,
    /** Another link with the pair's address: NF-08. */
    SECOND;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Role parse(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Whether it is a NIC with a cable. */
    boolean isNic() {
        return this != MASTER;
    }
}
