package io.netfailover.datapath;

import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import io.netfailover.types.MasterName;
import io.netfailover.types.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What we write on the kernel's own objects, so that a master is recognised and unmade from them alone: on both ends of the pair as link
 * alias, on the slaves as the name of the receive filter or, where that has none, as link alias too. {@code netfailover part=master name=ens10 standby=4 was=ens10 up=1}.
 *
 * @param standby the standby's index
 * @param standbyName the name that the standby had and gets back
 * @param standbyUp whether it was up then
 * @param layout written unless it is direct, which masters of earlier versions are
 */
public record MasterAlias(
        Part part, MasterName master, IfIndex standby, String standbyName, boolean standbyUp, Layout layout) {
    /** What the object is that carries the text. */
    public enum Part {
        MASTER,
        IDLE,
        PRIMARY,
        STANDBY,
        /** On a slave, see {@link SlaveVlans}. */
        VLAN;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final String FIRST_WORD = "netfailover";

    /** What follows to the end of the text is what somebody else had written there. */
    static final String FORMER = " former=";

    /** Empty unless {@link #text()} could have written it; words that a later version added are passed over. */
    public static Optional<MasterAlias> parse(String text) {
        String[] words = ownWords(text).split(" ", -1);
        if (!words[0].equals(FIRST_WORD)) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                values.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        try {
            return Optional.of(new MasterAlias(
                    part(values.getOrDefault("part", "")),
                    new MasterName(values.getOrDefault("name", "")),
                    new IfIndex(Integer.parseInt(values.getOrDefault("standby", ""))),
                    new MasterName(values.getOrDefault("was", "")).value(),
                    values.getOrDefault("up", "").equals("1"),
                    Layout.parse(values.getOrDefault("layout", Layout.DIRECT.word()))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // somebody else's text that begins with our word
        }
    }

    static String ownWords(String text) {
        int former = text.indexOf(FORMER);
        return former < 0 ? text : text.substring(0, former);
    }

    static String formerAlias(String text) {
        int former = text.indexOf(FORMER);
        return former < 0 ? "" : text.substring(former + FORMER.length());
    }

    private static Part part(String word) {
        for (Part part : Part.values()) {
            if (part.word().equals(word)) {
                return part;
            }
        }
        throw new IllegalArgumentException("no part " + word);
    }

    /** What a slave that carries it is. */
    Role role() {
        return part == Part.PRIMARY ? Role.PRIMARY : Role.STANDBY;
    }

    /** Written on an end of the pair, and not on a slave. */
    boolean isOnMaster() {
        return part == Part.MASTER || part == Part.IDLE;
    }

    public String text() {
        return FIRST_WORD + " part=" + part.word() + " name=" + master + " standby=" + standby + " was=" + standbyName
                + " up=" + (standbyUp ? 1 : 0) + (layout == Layout.DIRECT ? "" : " layout=" + layout.word());
    }

    MasterAlias of(Part other) {
        return new MasterAlias(other, master, standby, standbyName, standbyUp, layout);
    }

    MasterAlias withStandby(IfIndex other) {
        return new MasterAlias(part, master, other, standbyName, standbyUp, layout);
    }
}
