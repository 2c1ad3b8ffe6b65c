package io.netfailover.actors;

import io.netfailover.journal.NetdevEvent;
import io.netfailover.journal.NetdevEvent.NetdevAddressChanged;
import io.netfailover.journal.NetdevEvent.NetdevAdminChanged;
import io.netfailover.journal.NetdevEvent.NetdevAppeared;
import io.netfailover.journal.NetdevEvent.NetdevCarrierChanged;
import io.netfailover.journal.NetdevEvent.NetdevMasterChanged;
import io.netfailover.journal.NetdevEvent.NetdevMtuChanged;
import io.netfailover.journal.NetdevEvent.NetdevRemoved;
import io.netfailover.journal.NetdevEvent.NetdevRenamed;
import io.netfailover.journal.NetdevPicture;
import io.netfailover.netlink.Link;
import io.netfailover.types.LinkKey;

/** The journal's view of a link, and its transitions in words. */
final class NetdevTransitions {
    private NetdevTransitions() {}

    static NetdevPicture picture(LinkKey key, Link link) {
        return new NetdevPicture(
                key,
                link.name(),
                link.address(),
                link.permanentAddress(),
                link.mtuBytes(),
                link.isUp(),
                link.carrier(),
                link.master(),
                link.kind());
    }

    /** {@code carrier lost}, for the log and the monitor. */
    static String words(NetdevEvent event) {
        String text = text(event);
        return event.whileAway() ? text + " (while the daemon was away)" : text;
    }

    private static String text(NetdevEvent event) {
        if (event instanceof NetdevAppeared e) {
            NetdevPicture p = e.picture();
            return "appeared, " + (p.kind().isEmpty() ? "physical" : p.kind()) + ", mtu " + p.mtuBytes() + ", "
                    + (p.up() ? "up" : "down") + (p.carrier() ? ", carrier" : ", no carrier");
        } else if (event instanceof NetdevCarrierChanged e) {
            return e.carrier() ? "carrier came" : "carrier lost";
        } else if (event instanceof NetdevAdminChanged e) {
            return e.up() ? "set up" : "set down";
        } else if (event instanceof NetdevMtuChanged e) {
            return "mtu is now " + e.mtuBytes();
        } else if (event instanceof NetdevMasterChanged e) {
            return e.master().map(master -> "enslaved to link " + master).orElse("enslaved no more");
        } else if (event instanceof NetdevRenamed e) {
            return "renamed to " + e.name();
        } else if (event instanceof NetdevAddressChanged e) {
            return "address is now " + e.address().map(Object::toString).orElse("none");
        } else if (event instanceof NetdevRemoved) {
            return "removed";
        }
        throw new IllegalStateException("no words for " + event);
    }
}
