package io.netfailover.datapath;

import java.util.Optional;

/**
 * What is written on a slave: as name of its receive filter where that is a program, else as its link alias.
 *
 * @param alias whose slave it is, and as what
 * @param ipv6Silenced whether IPv6 was on before and is to be turned on again when the slave is let go
 * @param formerAlias the link alias that it gets back then; empty where the alias is not ours to write
 */
record SlaveMark(MasterAlias alias, boolean ipv6Silenced, String formerAlias) {
    private static final String SILENCED = " ipv6=silenced";

    SlaveMark(MasterAlias alias, boolean ipv6Silenced) {
        this(alias, ipv6Silenced, "");
    }

    SlaveMark withFormerAlias(String text) {
        return new SlaveMark(alias, ipv6Silenced, text);
    }

    static Optional<SlaveMark> parse(String text) {
        return MasterAlias.parse(text)
                .filter(alias -> alias.part() == MasterAlias.Part.PRIMARY || alias.part() == MasterAlias.Part.STANDBY)
                .map(alias -> new SlaveMark(
                        alias,
                        (MasterAlias.ownWords(text) + " ").contains(SILENCED + " "),
                        MasterAlias.formerAlias(text)));
    }

    String text() {
        return alias.text()
                + (ipv6Silenced ? SILENCED : "")
                + (formerAlias.isEmpty() ? "" : MasterAlias.FORMER + formerAlias);
    }
}
