package io.netfailover.campaign;

import io.netfailover.campaign.guest.GuestStory;
import io.netfailover.campaign.guest.Maker;
import io.netfailover.guest.NetworkDaemon;
import io.netfailover.lab.LabException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Debian guests, each with another network daemon and with a master of the kernel's or ours: what it does to slaves as it is, and that with our
 * files the master alone has a lease.
 */
final class Guests implements Campaign {
    /** What configures the network of an initramfs finds no master of ours there: netfailover starts behind it. */
    static final List<Guest> ALL = Stream.concat(
                    Stream.of(NetworkDaemon.values()).map(daemon -> new Guest(daemon, Maker.KERNEL)),
                    Stream.of(NetworkDaemon.values())
                            .filter(daemon -> daemon != NetworkDaemon.DRACUT)
                            .map(daemon -> new Guest(daemon, Maker.NETFAILOVER)))
            .toList();

    record Guest(NetworkDaemon daemon, Maker maker) {}

    /** Each round has the next. */
    static Guest of(long seed) {
        return ALL.get((int) Math.floorMod(seed - 1, (long) ALL.size()));
    }

    @Override
    public String name() {
        return "guests";
    }

    @Override
    public String description() {
        return "network daemons of Debian guests and a failover master, the kernel's (seeds 1 to 7) or ours (8 to 13): one lease, through boot, unplug, plug, migration and reboot";
    }

    @Override
    public List<Fault> faults() {
        return List.of(
                new Fault(GuestStory.NO_ROLE_RULES, "the rule that tells slaves from masters is left out"),
                new Fault(GuestStory.WRONG_DAEMON, "the files of another network daemon are installed"));
    }

    @Override
    public int rounds() {
        return ALL.size();
    }

    @Override
    public Slice begin(Setting setting) {
        return new Slice() {
            @Override
            public Round round(long seed) {
                Guest guest = of(seed);
                GuestStory story = new GuestStory(guest.daemon(), guest.maker(), setting.plant(), setting.progress());
                List<String> broken = tell(story, setting.plant().isEmpty());
                List<String> objections = new ArrayList<>(story.objections());
                objections.addAll(broken);
                return new Round(story.counts(), Map.of(), objections);
            }

            @Override
            public void close() {
                // each guest has gone with its round
            }
        };
    }

    /** @return why it could not be told to its end; what it had found until then stands */
    private static List<String> tell(GuestStory story, boolean without) {
        try {
            if (without) {
                story.tellWithout();
            }
            story.tellWith();
            return List.of();
        } catch (LabException e) {
            return List.of("could not be run to its end: " + e.getMessage());
        }
    }
}
