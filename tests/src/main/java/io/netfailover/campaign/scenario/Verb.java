package io.netfailover.campaign.scenario;

import java.util.Locale;

/** What can be done in a scenario; the text is a script of the guest, or empty for what the hypervisor does or what differs by arm. */
enum Verb {
    PLUG(""),
    UNPLUG(""),
    /** The cable loses and gets carrier. */
    CUT(""),
    JOIN_CABLE(""),
    /** The master goes and comes: the standby's driver for the kernel's, the API for ours. */
    DESTROY(""),
    CREATE(""),
    UP("ip link set $LINK up"),
    DOWN("ip link set $LINK down"),
    MTU("ip link set $LINK mtu $VALUE"),
    /** Its current address, not the permanent one. */
    ADDRESS("ip link set $LINK address $VALUE"),
    RENAME("ip link set $LINK name $VALUE$ARM"),
    PROMISCUOUS("ip link set $LINK promisc $VALUE"),
    ALL_MULTICAST("ip link set $LINK allmulticast $VALUE"),
    VLAN_ADD("ip link add link $LINK name v$VALUE$ARM type vlan id $VALUE && ip link set v$VALUE$ARM up"),
    VLAN_DELETE("ip link delete v$VALUE$ARM"),
    GROUP_JOIN("ip maddress add " + Traffic.GROUP + " dev $LINK"),
    GROUP_LEAVE("ip maddress delete " + Traffic.GROUP + " dev $LINK"),
    UNICAST_ADD("bridge fdb add $ANOTHER dev $LINK self permanent"),
    UNICAST_DELETE("bridge fdb delete $ANOTHER dev $LINK self permanent"),
    AWAY("ip netns add away$ARM 2>/dev/null; ip link set $LINK netns away$ARM"),
    /** A physical link returns by itself when its namespace goes. */
    BACK("ip netns delete away$ARM"),
    BRIDGE("ip link add bridge$ARM type bridge 2>/dev/null; ip link set $LINK master bridge$ARM"),
    UNBRIDGE("ip link set $LINK nomaster");

    private final String script;

    Verb(String script) {
        this.script = script;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Verb parse(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Whether a script of the guest does it, the same for both arms. */
    boolean isScript() {
        return !script.isEmpty();
    }

    String script(Arm arm, String link, String value) {
        return script.replace("$LINK", link)
                .replace("$VALUE", value)
                .replace("$ANOTHER", arm.another().toString())
                .replace("$ARM", arm.letter());
    }
}
