package io.netfailover.actors.fleet;

import io.netfailover.config.FleetCertificates;
import io.netfailover.config.FleetTls;
import io.netfailover.lab.Database;
import io.netfailover.types.HostName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A database, certificates, and a home with a configuration file for each of some hosts on loopback. */
final class FleetLab implements AutoCloseable {
    final Database database;
    private final Path directory;
    private final FleetCertificates certificates;
    private final List<String> nodes = new ArrayList<>();

    FleetLab(Path directory, String... hosts) throws IOException {
        this.directory = directory;
        this.certificates = new FleetCertificates(directory.resolve("certificates"), 2);
        certificates.prepareAuthority();
        List<Integer> ports = freePorts(hosts.length + 1);
        for (int i = 0; i < hosts.length; i++) {
            nodes.add("{ host = %s, address = 127.0.0.1, port = %d }".formatted(hosts[i], ports.get(i)));
        }
        this.database = Database.start(ports.get(hosts.length));
    }

    /** A home whose certificate is of the fleet's authority. */
    Path home(String host) throws IOException {
        return home(host, certificates.issue(new HostName(host)));
    }

    Path home(String host, FleetTls tls) throws IOException {
        Path home = Files.createDirectory(directory.resolve("home-" + host));
        Files.writeString(home.resolve("password"), Database.PASSWORD + "\n");
        Files.writeString(home.resolve("netfailover.conf"), """
                netfailover {
                  host.name = %s
                  fleet {
                    nodes = [ %s ]
                    tls { ca = "%s", certificate = "%s", key = "%s" }
                    database { host = %s, port = %d, name = %s, user = %s, password-file = password }
                  }
                }
                """.formatted(
                        host,
                        String.join(", ", nodes),
                        tls.ca(),
                        tls.certificate(),
                        tls.key(),
                        database.address(),
                        database.port(),
                        Database.NAME,
                        Database.USER));
        return home;
    }

    @Override
    public void close() {
        database.close();
    }

    /** All open at once, so that they differ. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
