package io.netfailover.actors;

import io.netfailover.datapath.PathChoice;
import io.netfailover.netlink.Link;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import java.util.Optional;

/** NF-20 and NF-21: which slave net_failover would send over, and whether it would take what arrives on the standby. */
final class PathRule {
    private PathRule() {}

    /**
     * @param primary the registered primary, empty when none is registered
     * @param standby the standby, empty when it is gone
     */
    static PathChoice choose(ReceiveRule rule, Optional<Link> primary, Optional<Link> standby) {
        boolean primaryUsable = primary.filter(Link::isRunningWithCarrier).isPresent();
        boolean standbyUsable = standby.filter(Link::isRunningWithCarrier).isPresent();
        Path transmit = primaryUsable ? Path.PRIMARY : standbyUsable ? Path.STANDBY : Path.NONE;
        boolean accept = switch (rule) {
            case OPEN -> !primaryUsable;
            case STRICT -> primary.isEmpty();
        };
        return new PathChoice(transmit, Role.PRIMARY, accept);
    }

    /** Why {@code path} is the choice, in the field's words. */
    static String reason(Path path, Optional<Link> primary, Optional<Link> standby) {
        return switch (path) {
            case PRIMARY -> "primary is running with carrier";
            case STANDBY -> primary.map(link -> "primary " + fault(link)).orElse("no primary");
            case NONE ->
                primary.map(link -> "primary " + fault(link)).orElse("no primary") + ", "
                        + standby.map(link -> "standby " + fault(link)).orElse("no standby");
        };
    }

    private static String fault(Link link) {
        return link.name() + (link.isUp() ? " has no carrier" : " is down");
    }
}
