package io.netfailover.datapath;

import java.util.Optional;

/**
 * What the name of the receive filter on a slave says.
 *
 * @param alias whose slave it is, and as what
 * @param ipv6Silenced whether IPv6 was on before and is to be turned on again when the slave is let go
 */
record SlaveMark(MasterAlias alias, boolean ipv6Silenced) {
    private static final String SILENCED = " ipv6=silenced";

    static Optional<SlaveMark> parse(String text) {
        return MasterAlias.parse(text).map(alias -> new SlaveMark(alias, (text + " ").contains(SILENCED + " ")));
    }

    String text() {
        return alias.text() + (ipv6Silenced ? SILENCED : "");
    }
}
