package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import io.netfailover.datapath.DataPath;
import io.netfailover.datapath.PathChoice;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import io.netfailover.types.Path;
import io.netfailover.types.Role;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@link Steering} keeps of one master. */
final class SteeredMaster {
    final MasterName name;
    final DataPath dataPath;
    final PathPolicy policy;
    final ActorRef<Steering.Told> replyTo;
    final Map<Role, IfIndex> slaves = new EnumMap<>(Role.class);
    private final Set<IfIndex> silent = new HashSet<>();
    private final Map<IfIndex, Integer> speeds = new HashMap<>();
    Path path;
    boolean held;
    Optional<PathChoice> stored = Optional.empty();

    SteeredMaster(Steering.Steer steer) {
        this.name = steer.master();
        this.dataPath = steer.dataPath();
        this.policy = new PathPolicy(steer.rule(), steer.policy(), steer.path());
        this.replyTo = steer.replyTo();
        this.path = steer.path();
        this.slaves.putAll(steer.slaves());
        this.silent.addAll(steer.silent());
    }

    /** @param links all links of the host */
    PathPolicy.Outlook outlook(Map<IfIndex, Link> links) {
        return new PathPolicy.Outlook(
                slave(Role.PRIMARY, links), slave(Role.STANDBY, links), silentRoles(), primaryIsFaster());
    }

    private Optional<Link> slave(Role role, Map<IfIndex, Link> links) {
        return Optional.ofNullable(slaves.get(role)).map(links::get);
    }

    private Set<Role> silentRoles() {
        if (silent.isEmpty()) {
            return Set.of();
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        slaves.forEach((role, slave) -> {
            if (silent.contains(slave)) {
                roles.add(role);
            }
        });
        return roles;
    }

    private boolean primaryIsFaster() {
        return speed(Role.PRIMARY) > speed(Role.STANDBY);
    }

    private int speed(Role role) {
        return Optional.ofNullable(slaves.get(role)).map(speeds::get).orElse(0);
    }

    void hear(Steering.Probed probed) {
        if (probed.answers()) {
            silent.remove(probed.slave());
        } else if (slaves.containsValue(probed.slave())) {
            silent.add(probed.slave());
        }
    }

    void hear(Steering.SpeedSeen seen) {
        if (slaves.containsValue(seen.slave())) {
            speeds.put(seen.slave(), seen.mbits().orElse(0));
        }
    }

    /** The slave left. */
    void forget(IfIndex slave) {
        silent.remove(slave);
        speeds.remove(slave);
    }
}
