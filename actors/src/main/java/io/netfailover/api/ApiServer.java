package io.netfailover.api;

import io.netfailover.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** HTTP and JSON on the Unix socket of this home. */
public final class ApiServer implements AutoCloseable {
    private static final int MOST_THREADS = 24;
    private static final int LEAST_THREADS = 3;

    private final Server server;
    private final MonitorStream monitors;
    private final Path socket;

    private ApiServer(Server server, MonitorStream monitors, Path socket) {
        this.server = server;
        this.monitors = monitors;
        this.socket = socket;
    }

    /** Listens from now on; a socket file that a killed daemon left behind is replaced (the caller holds the home's lock). */
    public static ApiServer start(DaemonView daemon) throws IOException {
        Settings.Api api = daemon.settings().api();
        MonitorStream monitors = new MonitorStream(daemon.host().board());
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
        threads.setName("api");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setHttpCompliance(HttpCompliance.RFC7230);
        http.setSendServerVersion(false);
        UnixDomainServerConnector connector =
                new UnixDomainServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setUnixDomainPath(api.socket());
        server.addConnector(connector);
        server.setHandler(new ApiHandler(daemon, new PeerCredentials(api.allowedUids()), monitors));
        server.setStopTimeout(1000);
        Files.deleteIfExists(api.socket());
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("cannot listen on " + api.socket() + ": " + e.getMessage(), e);
        }
        boolean shared = !api.allowedUids().isEmpty(); // others may connect: the credentials decide
        Files.setPosixFilePermissions(
                api.socket(), PosixFilePermissions.fromString(shared ? "rw-rw-rw-" : "rw-------"));
        return new ApiServer(server, monitors, api.socket());
    }

    @Override
    public void close() {
        monitors.close();
        try {
            try {
                server.stop();
            } finally {
                Files.deleteIfExists(socket);
            }
        } catch (Exception e) {
            throw new IllegalStateException("the API did not stop", e);
        }
    }
}
