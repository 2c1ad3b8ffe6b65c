package io.netfailover.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.netfailover.types.HostName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code netfailover.fleet}: the hosts that migrate VMs to each other.
 *
 * @param self one of the nodes
 * @param nodes all hosts of the fleet, in one order on all of them
 * @param bindAddress where this host listens, at its node's port
 * @param akka what the file says of Akka's own keys for the actor system {@code fleet}, below {@code akka}
 */
public record FleetSettings(
        HostName self, List<Node> nodes, String bindAddress, FleetTls tls, Database database, Config akka) {
    /** @param address an IP address or a name, as the other nodes reach it */
    public record Node(HostName host, String address, int port) {}

    /**
     * PostgreSQL, where migrations are journalled.
     *
     * @param passwordFile its first line; absent: {@code NETFAILOVER_DB_PASSWORD}, or none is needed
     */
    public record Database(String host, int port, String name, String user, Optional<Path> passwordFile) {}

    private static final int MOST_NODES = 64;
    private static final int MOST_PORT = 65_535;

    /** Empty when no nodes are given. */
    static Optional<FleetSettings> read(SettingReader reader, HostName self, Path directory) {
        List<Node> nodes = reader.each("fleet.nodes", FleetSettings::node);
        String bindAddress = reader.optionalText("fleet.bind-address").orElse("");
        FleetTls tls = new FleetTls(
                reader.file("fleet.tls.ca", directory),
                reader.file("fleet.tls.certificate", directory),
                reader.file("fleet.tls.key", directory));
        Database database = database(reader, directory);
        Config akka = reader.part("fleet.akka");
        if (nodes.isEmpty()) {
            return Optional.empty();
        }
        Node own = nodes.stream()
                .filter(node -> node.host().equals(self))
                .findFirst()
                .orElseThrow(() -> reader.refused(
                        "fleet.nodes",
                        "this host, " + self + ", is none of them; add it, or set netfailover.host.name"));
        refuseTwins(reader, nodes);
        tls.check(self);
        database.passwordFile().ifPresent(file -> {
            if (!Files.isReadable(file)) {
                throw reader.refused("fleet.database.password-file", "there is no such file, or it may not be read");
            }
        });
        return Optional.of(new FleetSettings(
                self, nodes, bindAddress.isEmpty() ? own.address() : bindAddress, tls, database, akka));
    }

    /**
     * What the actor system {@code fleet} is made of, without the journal's part, which comes from the persistence module, and without
     * Akka's own reference.
     */
    public Config actorSystem() {
        Map<String, Object> own = Map.of(
                "akka.remote.artery.canonical.hostname", own().address(),
                "akka.remote.artery.canonical.port", own().port(),
                "akka.remote.artery.bind.hostname", bindAddress,
                "akka.remote.artery.bind.port", own().port(),
                "akka.remote.artery.ssl.rotating-keys-engine.ca-cert-file",
                        tls.ca().toString(),
                "akka.remote.artery.ssl.rotating-keys-engine.cert-file",
                        tls.certificate().toString(),
                "akka.remote.artery.ssl.rotating-keys-engine.key-file",
                        tls.key().toString());
        return akka.atKey("akka")
                .withFallback(ConfigFactory.parseMap(own, "netfailover.fleet"))
                .withFallback(resource("akka-fleet.conf"))
                .withFallback(resource("akka-logging.conf"));
    }

    private static Config resource(String name) {
        return ConfigFactory.parseResources(
                FleetSettings.class.getClassLoader(),
                name,
                ConfigParseOptions.defaults().setAllowMissing(false));
    }

    /** This host's entry among the nodes. */
    public Node own() {
        return nodes.stream()
                .filter(node -> node.host().equals(self))
                .findFirst()
                .orElseThrow();
    }

    private static Node node(SettingReader reader) {
        return new Node(
                reader.parsed("host", "1 to 63 letters, digits, dots and hyphens", HostName::new),
                reader.parsed("address", "an IP address or a host name", FleetSettings::address),
                reader.number("port", 1, MOST_PORT));
    }

    private static String address(String text) {
        if (!text.matches("[A-Za-z0-9.:-]+")) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    private static Database database(SettingReader reader, Path directory) {
        String passwordFile = "fleet.database.password-file";
        return new Database(
                reader.text("fleet.database.host"),
                reader.number("fleet.database.port", 1, MOST_PORT),
                reader.text("fleet.database.name"),
                reader.text("fleet.database.user"),
                reader.optionalText(passwordFile).map(directory::resolve));
    }

    private static void refuseTwins(SettingReader reader, List<Node> nodes) {
        if (nodes.size() > MOST_NODES) {
            throw reader.refused("fleet.nodes", "a fleet has at most " + MOST_NODES + " nodes");
        }
        Set<Object> seen = new HashSet<>();
        for (Node node : nodes) {
            if (!seen.add(node.host())) {
                throw reader.refused("fleet.nodes", node.host() + " is there twice");
            }
            if (!seen.add(node.address() + ":" + node.port())) {
                throw reader.refused(
                        "fleet.nodes", node.address() + ":" + node.port() + " is there twice; each node has its own");
            }
        }
    }
}
