package io.netfailover.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Finds the daemon's socket as the daemon does ({@code io.netfailover.config.NetfailoverHome}), without its libraries. */
final class HomeSocket {
    private static final int MAX_SOCKET_PATH_BYTES = 107;

    private HomeSocket() {}

    /** @throws CliException when no socket can have that path */
    static Path of(Map<String, String> environment) {
        String home = environment.getOrDefault("NETFAILOVER_HOME", "");
        if (home.isEmpty()) {
            return Path.of("/run/netfailover/api.sock");
        }
        if (!home.startsWith("/")) {
            throw new CliException(
                    ExitCode.USAGE,
                    "NETFAILOVER_HOME='" + home + "' is not an absolute path",
                    "Set it to " + Path.of(home).toAbsolutePath());
        }
        return checked(Path.of(home, "run", "api.sock"));
    }

    static Path checked(Path socket) {
        int bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_SOCKET_PATH_BYTES) {
            throw new CliException(
                    ExitCode.USAGE,
                    "the path of a Unix socket has at most " + MAX_SOCKET_PATH_BYTES + " bytes, this one has " + bytes
                            + ": " + socket,
                    "Use a shorter NETFAILOVER_HOME.");
        }
        return socket;
    }
}
