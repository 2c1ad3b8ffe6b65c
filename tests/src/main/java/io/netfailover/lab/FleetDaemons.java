package io.netfailover.lab;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A daemon on each host of a lab, with what makes a fleet of them: certificates, a PostgreSQL, a configuration each. */
final class FleetDaemons implements AutoCloseable {
    private static final int DATABASE_PORT = 5432;
    private static final int FLEET_PORT = 25520;
    private static final Duration UP_LIMIT = Duration.ofSeconds(90);
    private static final Duration COMMAND = Duration.ofSeconds(60);

    private final Database database;
    private final List<HostDaemon> daemons = new ArrayList<>();

    /**
     * @param address where the other nodes reach it
     * @param home of its daemon
     * @param settings what concerns its hypervisor and its network, by keys below {@code netfailover}
     */
    record Node(String name, LabNamespace namespace, String address, Path home, Map<String, Object> settings) {}

    private FleetDaemons(Database database) {
        this.database = database;
    }

    /**
     * Writes their configurations; they do not run yet. The database listens on the first node.
     *
     * @param certificates a directory that is not there yet
     */
    static FleetDaemons prepare(List<Node> nodes, Path certificates) {
        List<String> init = new ArrayList<>(List.of(Program.netfailover().toString(), "cluster", "init"));
        nodes.forEach(node -> init.addAll(List.of("--host", node.name())));
        init.addAll(List.of("--directory", certificates.toString()));
        Command.run(new ProcessBuilder(init), COMMAND).orFail();
        Node first = nodes.get(0);
        FleetDaemons fleet =
                new FleetDaemons(Database.start(Optional.of(first.namespace().name()), first.address(), DATABASE_PORT));
        try {
            for (Node node : nodes) {
                fleet.configure(node, nodes, certificates.resolve(node.name()));
                fleet.daemons.add(new HostDaemon(node.namespace(), node.home()));
            }
            return fleet;
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    private void configure(Node node, List<Node> nodes, Path certificates) {
        Map<String, Object> settings = new LinkedHashMap<>(node.settings());
        settings.put("host.name", node.name());
        settings.put(
                "fleet.nodes",
                nodes.stream()
                        .map(each -> Map.of("host", each.name(), "address", each.address(), "port", FLEET_PORT))
                        .toList());
        settings.put("fleet.tls.ca", certificates.resolve("ca.crt").toString());
        settings.put("fleet.tls.certificate", certificates.resolve("node.crt").toString());
        settings.put("fleet.tls.key", certificates.resolve("node.key").toString());
        settings.put("fleet.database.host", database.address());
        settings.put("fleet.database.port", database.port());
        settings.put(
                "fleet.database.password-file", node.home().resolve("password").toString());
        try {
            Files.createDirectories(node.home());
            Files.writeString(node.home().resolve("password"), Database.PASSWORD + "\n");
            Files.writeString(
                    node.home().resolve("netfailover.conf"),
                    ConfigFactory.parseMap(settings)
                            .atPath("netfailover")
                            .root()
                            .render(ConfigRenderOptions.concise().setFormatted(true)));
        } catch (IOException e) {
            throw new LabException("cannot configure " + node.name() + ": " + e.getMessage(), e);
        }
    }

    void launch() {
        daemons.forEach(HostDaemon::launch);
    }

    /** @throws LabException unless all are ready and members soon */
    void awaitUp() {
        daemons.forEach(daemon -> {
            if (!Wait.until(() -> isUp(daemon), UP_LIMIT)) {
                throw new LabException("the fleet does not form; a log ends:\n" + daemon.logTail());
            }
        });
    }

    boolean isUp(HostDaemon daemon) {
        return daemon.get("/v1/status")
                .filter(status -> status.at("/daemon/ready").asBoolean())
                .filter(status -> status.at("/fleet/members").size() == daemons.size())
                .isPresent();
    }

    HostDaemon daemon(int number) {
        return daemons.get(number);
    }

    Database database() {
        return database;
    }

    @Override
    public void close() {
        daemons.forEach(HostDaemon::close);
        database.close();
    }
}
