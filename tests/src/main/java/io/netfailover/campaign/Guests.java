package io.netfailover.campaign;

import io.netfailover.campaign.guest.GuestStory;
import io.netfailover.guest.NetworkDaemon;
import java.util.List;
import java.util.Map;

/** Debian guests, each with another network daemon: what it does to slaves as it is, and that with our files the master alone has a lease. */
final class Guests implements Campaign {
    @Override
    public String name() {
        return "guests";
    }

    @Override
    public String description() {
        return "network daemons of Debian guests and a failover master: one lease, through boot, unplug, plug, migration and reboot";
    }

    @Override
    public List<Fault> faults() {
        return List.of(
                new Fault(GuestStory.NO_ROLE_RULES, "the rule that tells slaves from masters is left out"),
                new Fault(GuestStory.WRONG_DAEMON, "the files of another network daemon are installed"));
    }

    /** One for each daemon. */
    @Override
    public int rounds() {
        return NetworkDaemon.values().length;
    }

    @Override
    public Slice begin(Setting setting) {
        return new Slice() {
            @Override
            public Round round(long seed) {
                NetworkDaemon[] daemons = NetworkDaemon.values();
                NetworkDaemon daemon = daemons[Math.floorMod(seed - 1, daemons.length)];
                GuestStory story = new GuestStory(daemon, setting.plant(), setting.progress());
                if (setting.plant().isEmpty()) {
                    story.tellWithout();
                }
                story.tellWith();
                return new Round(story.counts(), Map.of(), story.objections());
            }

            @Override
            public void close() {
                // each guest has gone with its round
            }
        };
    }
}
