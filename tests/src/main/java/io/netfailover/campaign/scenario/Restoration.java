package io.netfailover.campaign.scenario;

import java.util.Set;

/** The commands that undo inside the guest what scenarios did there; only those that are needed, since each costs an emulated processor much. */
final class Restoration {
    private final Set<Verb> done;
    private final StringBuilder script = new StringBuilder();

    private Restoration(Set<Verb> done) {
        this.done = done;
    }

    /** @param done what has been done since the base state */
    static String script(Arm arm, Links links, Set<Verb> done) {
        Restoration restoration = new Restoration(done);
        restoration.undo(arm, links);
        return restoration.script.toString();
    }

    private void undo(Arm arm, Links links) {
        after(Verb.AWAY, Verb.BACK.script(arm, "", ""));
        after(Verb.BRIDGE, "ip link delete bridge" + arm.letter());
        after(Verb.VLAN_ADD, Verb.VLAN_DELETE.script(arm, "", "" + Traffic.VLAN));
        for (Role role : Role.values()) {
            String link = links.name(arm, role);
            if (!link.isEmpty()) {
                after(Verb.ADDRESS, Verb.ADDRESS.script(arm, link, arm.mac().toString()));
                after(Verb.PROMISCUOUS, Verb.PROMISCUOUS.script(arm, link, "off"));
                after(Verb.ALL_MULTICAST, Verb.ALL_MULTICAST.script(arm, link, "off"));
            }
        }
        String master = links.name(arm, Role.MASTER);
        if (!master.isEmpty()) {
            // The slaves get it only when it changes.
            after(Verb.MTU, Verb.MTU.script(arm, master, "1499"));
            after(Verb.MTU, Verb.MTU.script(arm, master, "1500"));
            // Down first: opening the master opens slaves that somebody closed.
            after(Verb.DOWN, Verb.DOWN.script(arm, master, ""));
            after(Verb.DOWN, Verb.UP.script(arm, master, ""));
            after(Verb.CREATE, Verb.UP.script(arm, master, ""));
            // Of an open master only, and not of its slaves: what is deleted behind the back of the kernel's driver
            // stays on its list for ever.
            after(Verb.GROUP_JOIN, Verb.GROUP_LEAVE.script(arm, master, ""));
            after(Verb.UNICAST_ADD, Verb.UNICAST_DELETE.script(arm, master, ""));
        }
    }

    private void after(Verb verb, String command) {
        if (done.contains(verb)) {
            script.append(command).append(" 2>/dev/null; ");
        }
    }
}
