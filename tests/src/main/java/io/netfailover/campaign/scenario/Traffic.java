package io.netfailover.campaign.scenario;

import io.netfailover.lab.Cable;
import io.netfailover.types.MacAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Frames with tags that say of which attempt, arm, cable and kind they are, put onto all cables of both arms and taken from them. */
final class Traffic implements AutoCloseable {
    /** A multicast group that scenarios join. */
    static final String GROUP = "01:00:5e:00:00:63";

    static final int VLAN = 100;

    /** Ends the tags of what the guest itself sends. */
    static final String OUT = "out";

    private static final short EXPERIMENT = (short) 0x88b5;
    private static final short TAGGED = (short) 0x8100;
    private static final int SHORTEST = 60;
    private static final MacAddress OUTSIDE = MacAddress.parse("02:00:00:00:00:01");
    private static final Pattern TAG = Pattern.compile("(\\d+)\\.(\\w+)\\.(\\w+)\\.(\\w+)");

    /** What a frame from outside is addressed to. */
    enum Kind {
        OWN,
        BROADCAST,
        JOINED_GROUP,
        ADDED_UNICAST,
        FOREIGN_UNICAST,
        OWN_IN_VLAN;

        MacAddress destination(Arm arm) {
            return switch (this) {
                case OWN, OWN_IN_VLAN -> arm.mac();
                case BROADCAST -> MacAddress.parse("ff:ff:ff:ff:ff:ff");
                case JOINED_GROUP -> MacAddress.parse(GROUP);
                case ADDED_UNICAST -> arm.another();
                case FOREIGN_UNICAST -> MacAddress.parse("52:54:00:0d:00:01");
            };
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** @param where the cable that it was put onto, or the link that it was sent on */
    record Tag(int attempt, Arm arm, String where, String what) {
        String text() {
            return attempt + "." + arm.name() + "." + where + "." + what;
        }

        static List<Tag> all(String text) {
            List<Tag> tags = new ArrayList<>();
            Matcher matcher = TAG.matcher(text);
            while (matcher.find()) {
                tags.add(new Tag(
                        Integer.parseInt(matcher.group(1)),
                        Arm.valueOf(matcher.group(2)),
                        matcher.group(3),
                        matcher.group(4)));
            }
            return tags;
        }
    }

    private final Map<String, Cable> cables = new TreeMap<>();

    void connect(String nic, Cable cable) {
        cables.put(nic, cable);
    }

    /** One frame of each kind on each cable. */
    void sendIn(int attempt) {
        for (Arm arm : Arm.values()) {
            for (Role role : Role.values()) {
                Cable cable = cables.get(arm.nic(role));
                if (cable != null) {
                    for (Kind kind : Kind.values()) {
                        cable.send(frame(kind, arm, new Tag(attempt, arm, role.name(), kind.name())));
                    }
                }
            }
        }
    }

    private static byte[] frame(Kind kind, Arm arm, Tag tag) {
        byte[] text = tag.text().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(SHORTEST + 4 + text.length);
        put(frame, kind.destination(arm));
        put(frame, OUTSIDE);
        if (kind == Kind.OWN_IN_VLAN) {
            frame.putShort(TAGGED).putShort((short) VLAN);
        }
        frame.putShort(EXPERIMENT).put(text);
        return frame.array();
    }

    private static void put(ByteBuffer frame, MacAddress address) {
        for (int shift = 40; shift >= 0; shift -= 8) {
            frame.put((byte) (address.value() >>> shift));
        }
    }

    /** Which frames of an attempt have left on which cable since this was asked last. */
    Map<Tag, List<String>> takeOut(int attempt) {
        Map<Tag, List<String>> left = new HashMap<>();
        for (Arm arm : Arm.values()) {
            for (Role role : Role.values()) {
                Cable cable = cables.get(arm.nic(role));
                if (cable != null) {
                    for (byte[] frame : cable.take()) {
                        Tag.all(new String(frame, StandardCharsets.ISO_8859_1)).stream()
                                .filter(tag -> tag.attempt() == attempt && tag.arm() == arm)
                                .forEach(tag -> left.computeIfAbsent(tag, key -> new ArrayList<>())
                                        .add(role.word()));
                    }
                }
            }
        }
        return left;
    }

    @Override
    public void close() {
        cables.values().forEach(Cable::close);
    }
}
