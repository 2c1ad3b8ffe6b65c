package io.netfailover.actors;

import io.netfailover.journal.AlarmState;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The last published record of each object. Actors write; JMX, API and CLI read, from any thread, and never ask an actor. Listeners are
 * called on the publishing actor's thread and must return at once.
 */
public final class StatusBoard {
    private final Map<IfIndex, NetdevStatus> netdevs = new ConcurrentSkipListMap<>();
    private final Map<MasterName, MasterStatus> masters = new ConcurrentSkipListMap<>();
    private final List<Consumer<MonitorEvent>> monitors = new CopyOnWriteArrayList<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Supplier<List<AlarmCondition>>> alarmSources = new CopyOnWriteArrayList<>();
    private volatile AlarmState alarms = AlarmState.NONE;
    private volatile NetlinkStatus netlink = new NetlinkStatus(false, 0, 0, 0);
    private volatile SteeringStatus steering = new SteeringStatus(0, 0, 0, 0, 0);
    private volatile boolean ready;

    /** Told of objects that come and go. */
    public interface Listener {
        void netdevPublished(IfIndex ifIndex);

        void netdevGone(IfIndex ifIndex);

        void masterPublished(MasterName name);

        void masterGone(MasterName name);
    }

    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /** Hears every {@link MonitorEvent} from now on, until the returned action is run. */
    public Runnable monitor(Consumer<MonitorEvent> monitor) {
        monitors.add(monitor);
        return () -> monitors.remove(monitor);
    }

    void announce(MonitorEvent event) {
        monitors.forEach(monitor -> monitor.accept(event));
    }

    void publish(IfIndex ifIndex, NetdevStatus status) {
        if (netdevs.put(ifIndex, status) == null) {
            listeners.forEach(listener -> listener.netdevPublished(ifIndex));
        }
    }

    void withdraw(IfIndex ifIndex) {
        if (netdevs.remove(ifIndex) != null) {
            listeners.forEach(listener -> listener.netdevGone(ifIndex));
        }
    }

    void publish(MasterName name, MasterStatus status) {
        if (masters.put(name, status) == null) {
            listeners.forEach(listener -> listener.masterPublished(name));
        }
    }

    void withdraw(MasterName name) {
        if (masters.remove(name) != null) {
            listeners.forEach(listener -> listener.masterGone(name));
        }
    }

    void publish(NetlinkStatus status) {
        netlink = status;
    }

    void publish(SteeringStatus status) {
        steering = status;
    }

    void publish(AlarmState state) {
        alarms = state;
    }

    /** Another room that knows what is wrong now; asked once a second, on an actor's thread. */
    public void addAlarmSource(Supplier<List<AlarmCondition>> source) {
        alarmSources.add(source);
    }

    List<AlarmCondition> otherConditions() {
        return alarmSources.stream().flatMap(source -> source.get().stream()).toList();
    }

    /** Oldest first. */
    public List<AlarmState.Alarm> alarms() {
        return alarms.alarms();
    }

    /** From now on what is here is whole. */
    void publishReady() {
        ready = true;
    }

    /** The journal has been compared with the kernel, and each of its masters is in service or says why not. */
    public boolean ready() {
        return ready && netlink.synced();
    }

    public NetlinkStatus netlink() {
        return netlink;
    }

    public SteeringStatus steering() {
        return steering;
    }

    /** In order of name, with the alarms of each and of its slaves. */
    public List<MasterStatus> masters() {
        return masters.values().stream().map(this::withAlarms).toList();
    }

    /** In order of name, with no alarms but what each says of itself. */
    List<MasterStatus> mastersAsPublished() {
        return List.copyOf(masters.values());
    }

    private MasterStatus withAlarms(MasterStatus master) {
        Set<String> subjects = master.subjects();
        return master.withAlarms(Stream.concat(
                        master.alarms().stream(),
                        alarms().stream()
                                .filter(alarm -> subjects.contains(alarm.subject()))
                                .map(AlarmState.Alarm::text))
                .distinct()
                .toList());
    }

    public Optional<MasterStatus> master(String name) {
        return masters().stream().filter(master -> master.name().equals(name)).findAny();
    }

    /** In order of interface index, with the role that each plays for a master of ours. */
    public List<NetdevStatus> netdevs() {
        Map<Integer, Duty> duties = duties();
        List<NetdevStatus> all = new ArrayList<>();
        netdevs.values().forEach(netdev -> all.add(withDuty(netdev, duties)));
        return all;
    }

    public Optional<NetdevStatus> netdev(IfIndex ifIndex) {
        return Optional.ofNullable(netdevs.get(ifIndex)).map(netdev -> withDuty(netdev, duties()));
    }

    /** By name or alternative name. */
    public Optional<NetdevStatus> netdev(String name) {
        return netdevs().stream()
                .filter(netdev ->
                        netdev.name().equals(name) || netdev.altNames().contains(name))
                .findAny();
    }

    private record Duty(String role, String master) {}

    private static NetdevStatus withDuty(NetdevStatus netdev, Map<Integer, Duty> duties) {
        Duty duty = duties.get(netdev.ifindex());
        return duty == null ? netdev : netdev.withRole(duty.role(), duty.master());
    }

    private Map<Integer, Duty> duties() {
        Map<Integer, Duty> duties = new HashMap<>();
        for (MasterStatus master : masters.values()) {
            if (master.ifindex() != null) {
                duties.put(master.ifindex(), new Duty("master", master.name()));
            }
            if (master.idle() != null) {
                duties.put(master.idle().ifindex(), new Duty("idle", master.name()));
            }
            for (MasterStatus.SlaveStatus slave : master.slaves()) {
                if (slave.isRegistered()) {
                    duties.put(slave.ifindex(), new Duty(slave.role(), master.name()));
                }
            }
        }
        return duties;
    }
}
