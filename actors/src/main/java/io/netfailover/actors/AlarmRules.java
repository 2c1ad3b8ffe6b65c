package io.netfailover.actors;

import io.netfailover.actors.MasterStatus.SlaveStatus;
import io.netfailover.types.AlarmKind;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Steering;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is wrong with masters and their slaves, as a pure function of what is published: one method a kind.
 *
 * @param netdevs by index
 * @param slaveUses what other programs do with slaves, in words that follow the slave's name
 */
record AlarmRules(
        List<MasterStatus> masters, Map<Integer, NetdevStatus> netdevs, Map<IfIndex, List<String>> slaveUses) {
    static AlarmRules over(
            List<MasterStatus> masters, List<NetdevStatus> netdevs, Map<IfIndex, List<String>> slaveUses) {
        return new AlarmRules(
                masters,
                netdevs.stream().collect(Collectors.toMap(NetdevStatus::ifindex, netdev -> netdev)),
                slaveUses);
    }

    List<AlarmCondition> standing() {
        List<AlarmCondition> found = new ArrayList<>();
        for (MasterStatus master : masters) {
            switch (master.state()) {
                case "waiting", "failed" ->
                    master.alarms().forEach(words -> found.add(of(AlarmKind.NO_PATH, master, words)));
                case "active" -> judgeActive(master, found);
                default -> {} // being made or unmade: nobody is to count on it
            }
        }
        return found;
    }

    private void judgeActive(MasterStatus master, List<AlarmCondition> found) {
        noPath(master).ifPresent(found::add);
        degraded(master).ifPresent(found::add);
        oneWay(master).ifPresent(found::add);
        duplicate(master).ifPresent(found::add);
        fellBack(master).ifPresent(found::add);
        flapping(master).ifPresent(found::add);
        master.alarms().forEach(words -> found.add(of(AlarmKind.NOT_MIRRORED, master, words)));
        for (SlaveStatus slave : master.slaves()) {
            pathDead(master, slave).ifPresent(found::add);
            NetdevStatus link = netdevs.get(slave.ifindex());
            if (slave.isRegistered() && link != null) {
                macMismatch(master, link).ifPresent(found::add);
                mtuMismatch(master, link).ifPresent(found::add);
                used(master, link).ifPresent(found::add);
            }
        }
    }

    private static Optional<AlarmCondition> noPath(MasterStatus master) {
        return master.up() && master.path().equals("none")
                ? Optional.of(of(
                        AlarmKind.NO_PATH,
                        master,
                        "no slave is up with carrier: what it sends is dropped; see 'netfailover master show "
                                + master.name() + "'"))
                : Optional.empty();
    }

    private static Optional<AlarmCondition> degraded(MasterStatus master) {
        return primary(master).isEmpty()
                ? Optional.of(
                        of(AlarmKind.DEGRADED, master, "no primary: plug in the VF with MAC address " + master.mac()))
                : Optional.empty();
    }

    private static Optional<AlarmCondition> oneWay(MasterStatus master) {
        Optional<SlaveStatus> dead = primary(master).filter(slave -> !slave.up() || !slave.carrier());
        if (!master.up() || !master.rx().equals("strict") || dead.isEmpty()) {
            return Optional.empty();
        }
        String name = dead.get().name();
        return Optional.of(of(
                AlarmKind.ONE_WAY,
                master,
                "primary " + name + (dead.get().up() ? " has no carrier" : " is down")
                        + ": it sends over the standby, but drops what arrives there; mend " + name + " or unplug it"
                        + (master.madeByKernel() ? "" : ", or use '--rx open'")));
    }

    private Optional<AlarmCondition> duplicate(MasterStatus master) {
        String others = masters.stream()
                .filter(other ->
                        !other.name().equals(master.name()) && other.mac().equals(master.mac()))
                .map(MasterStatus::name)
                .collect(Collectors.joining(", "));
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(of(
                        AlarmKind.DUPLICATE_MASTER,
                        master,
                        "it claims MAC address " + master.mac() + ", and so does " + others + ": destroy one of them"));
    }

    private static Optional<AlarmCondition> fellBack(MasterStatus master) {
        boolean asAsked = master.asked().equals(master.steering())
                || master.asked().equals(Steering.AUTO.word())
                || master.asked().equals(Steering.BPF.word())
                        && master.steering().startsWith("bpf-");
        if (asAsked && master.bestSteering().equals(master.steering())) {
            return Optional.empty();
        }
        String words = asAsked
                ? "it had steering " + master.bestSteering() + " once, it has "
                : "steering " + master.asked() + " was asked for, it has ";
        return Optional.of(of(AlarmKind.STEERING_FELL_BACK, master, words + master.steering() + ": " + master.why()));
    }

    private static Optional<AlarmCondition> flapping(MasterStatus master) {
        return master.held()
                ? Optional.of(of(
                        AlarmKind.FLAPPING,
                        master,
                        "its path changed " + master.policy().get("flap-limit") + " times within "
                                + master.policy().get("flap-window") + " and is held on the standby for "
                                + master.policy().get("flap-hold") + ": find out why the primary comes and goes"))
                : Optional.empty();
    }

    /** Without carrier nobody expects an answer. */
    private static Optional<AlarmCondition> pathDead(MasterStatus master, SlaveStatus slave) {
        return slave.isRegistered() && slave.up() && slave.carrier() && slave.silent()
                ? Optional.of(new AlarmCondition(
                        AlarmKind.PATH_DEAD,
                        "link " + slave.name(),
                        "it has carrier, but none of the probe targets of master " + master.name() + " ("
                                + master.policy().get("probe-targets")
                                + ") answers over it: see where its network ends"))
                : Optional.empty();
    }

    private static Optional<AlarmCondition> macMismatch(MasterStatus master, NetdevStatus slave) {
        return master.mac().equals(slave.mac())
                ? Optional.empty()
                : Optional.of(of(
                        AlarmKind.MAC_MISMATCH,
                        slave,
                        "its MAC address is " + slave.mac() + ", that of master " + master.name() + " is "
                                + master.mac() + ": frames for the master may not reach it; ip link set "
                                + slave.name() + " address " + master.mac()));
    }

    private static Optional<AlarmCondition> mtuMismatch(MasterStatus master, NetdevStatus slave) {
        return master.mtuBytes() == slave.mtuBytes()
                ? Optional.empty()
                : Optional.of(of(
                        AlarmKind.MTU_MISMATCH,
                        slave,
                        "its MTU is " + slave.mtuBytes() + ", that of master " + master.name() + " is "
                                + master.mtuBytes() + ": ip link set " + slave.name() + " mtu " + master.mtuBytes()));
    }

    private Optional<AlarmCondition> used(MasterStatus master, NetdevStatus slave) {
        List<String> uses = slaveUses.getOrDefault(new IfIndex(slave.ifindex()), List.of());
        return uses.isEmpty()
                ? Optional.empty()
                : Optional.of(of(
                        AlarmKind.SLAVE_ADDRESS,
                        slave,
                        "a slave of master " + master.name() + " should carry no traffic of its own, but it "
                                + String.join(", ", uses) + "; configure " + master.name() + " only"));
    }

    private static Optional<SlaveStatus> primary(MasterStatus master) {
        return master.slaves().stream()
                .filter(slave -> slave.role().equals("primary") && slave.isRegistered())
                .findAny();
    }

    private static AlarmCondition of(AlarmKind kind, MasterStatus master, String text) {
        return new AlarmCondition(kind, master.subject(), text);
    }

    private static AlarmCondition of(AlarmKind kind, NetdevStatus link, String text) {
        return new AlarmCondition(kind, "link " + link.name(), text);
    }
}
