package io.netfailover.jmx;

import io.netfailover.actors.StatusBoard;
import io.netfailover.api.DaemonView;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the beans of domain {@code io.netfailover} in step with the status board. */
public final class JmxRegistry implements AutoCloseable, StatusBoard.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(JmxRegistry.class);
    private static final String DOMAIN = "io.netfailover";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Set<ObjectName> registered = ConcurrentHashMap.newKeySet();
    private final StatusBoard board;

    private JmxRegistry(StatusBoard board) {
        this.board = board;
    }

    public static JmxRegistry start(DaemonView daemon) {
        StatusBoard board = daemon.host().board();
        JmxRegistry registry = new JmxRegistry(board);
        registry.register("type=Daemon", new Beans.Daemon(daemon));
        registry.register("type=Netlink", new Beans.Netlink(daemon));
        registry.register("type=Steering", new Beans.Steering(board));
        registry.register("type=Journal", new Beans.Journal(daemon));
        registry.register("type=Alarms", new AlarmsBean(daemon));
        daemon.migrations()
                .ifPresent(migrations -> registry.register("type=Migrations", new MigrationsBean(migrations.board())));
        board.addListener(registry); // from here on told of each; those that are there already follow
        board.netdevs().forEach(netdev -> registry.netdevPublished(new IfIndex(netdev.ifindex())));
        board.masters().forEach(master -> registry.masterPublished(new MasterName(master.name())));
        return registry;
    }

    @Override
    public void netdevPublished(IfIndex ifIndex) {
        board.netdev(ifIndex)
                .ifPresent(first -> register(
                        "type=Netdev,ifindex=" + ifIndex,
                        new Beans.Netdev(latest(() -> board.netdev(ifIndex), first))));
    }

    @Override
    public void netdevGone(IfIndex ifIndex) {
        unregister("type=Netdev,ifindex=" + ifIndex);
    }

    @Override
    public void masterPublished(MasterName name) {
        board.master(name.value())
                .ifPresent(first -> register(
                        "type=FailoverMaster,name=" + ObjectName.quote(name.value()),
                        new Beans.FailoverMaster(latest(() -> board.master(name.value()), first))));
    }

    @Override
    public void masterGone(MasterName name) {
        unregister("type=FailoverMaster,name=" + ObjectName.quote(name.value()));
    }

    @Override
    public void close() {
        for (ObjectName name : Set.copyOf(registered)) {
            unregister(name);
        }
    }

    private static <T> Supplier<T> latest(Supplier<Optional<T>> read, T first) {
        return () -> read.get().orElse(first);
    }

    private void register(String properties, Object bean) {
        try {
            ObjectName name = new ObjectName(DOMAIN + ":" + properties);
            if (registered.add(name)) {
                server.registerMBean(bean, name);
            }
        } catch (JMException e) {
            LOG.warn("no JMX bean for {}", properties, e);
        }
    }

    private void unregister(String properties) {
        try {
            unregister(new ObjectName(DOMAIN + ":" + properties));
        } catch (JMException e) {
            LOG.warn("no such JMX bean: {}", properties, e);
        }
    }

    private void unregister(ObjectName name) {
        if (registered.remove(name)) {
            try {
                server.unregisterMBean(name);
            } catch (JMException e) {
                LOG.warn("JMX bean {} stays", name, e);
            }
        }
    }
}
