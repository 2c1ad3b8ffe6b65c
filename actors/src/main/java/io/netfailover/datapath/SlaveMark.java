package io.netfailover.datapath;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is written on a slave: as name of its receive filter where that is a program, else as its link alias.
 *
 * @param alias whose slave it is, and as what
 * @param ipv6Silenced whether IPv6 was on before and is to be turned on again when the slave is let go
 * @param ipv4 what IPv4 gets back then; empty where it was left alone
 * @param formerAlias the link alias that it gets back then; empty where the alias is not ours to write
 */
record SlaveMark(MasterAlias alias, boolean ipv6Silenced, Optional<SlaveIpv4.Settings> ipv4, String formerAlias) {
    private static final String SILENCED = " ipv6=silenced";
    private static final String IPV4 = " ipv4=";
    private static final Pattern FORMER_IPV4 = Pattern.compile(IPV4 + "(\\d),(\\d) ");

    SlaveMark(MasterAlias alias, boolean ipv6Silenced) {
        this(alias, ipv6Silenced, Optional.empty(), "");
    }

    SlaveMark withFormerAlias(String text) {
        return new SlaveMark(alias, ipv6Silenced, ipv4, text);
    }

    SlaveMark withIpv4(SlaveIpv4.Settings former) {
        return new SlaveMark(alias, ipv6Silenced, Optional.of(former), formerAlias);
    }

    static Optional<SlaveMark> parse(String text) {
        String own = MasterAlias.ownWords(text) + " ";
        return MasterAlias.parse(text)
                .filter(alias -> alias.part() == MasterAlias.Part.PRIMARY || alias.part() == MasterAlias.Part.STANDBY)
                .map(alias -> new SlaveMark(
                        alias, own.contains(SILENCED + " "), parseIpv4(own), MasterAlias.formerAlias(text)));
    }

    private static Optional<SlaveIpv4.Settings> parseIpv4(String ownWords) {
        Matcher found = FORMER_IPV4.matcher(ownWords);
        return found.find()
                ? Optional.of(
                        new SlaveIpv4.Settings(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2))))
                : Optional.empty();
    }

    String text() {
        return alias.text()
                + (ipv6Silenced ? SILENCED : "")
                + ipv4.map(former -> IPV4 + former.rpFilter() + "," + former.arpIgnore())
                        .orElse("")
                + (formerAlias.isEmpty() ? "" : MasterAlias.FORMER + formerAlias);
    }
}
