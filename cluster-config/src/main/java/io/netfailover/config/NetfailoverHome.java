package io.netfailover.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a daemon keeps what it has. Two daemons with different homes share nothing, so that they run side by side.
 *
 * @param state journal and what else must survive a reboot
 * @param configFile need not exist
 * @param run socket, lock, pins: gone after a reboot
 */
public record NetfailoverHome(Path state, Path configFile, Path run) {
    /** {@code sizeof(sockaddr_un.sun_path)} without the terminating zero, unix(7). */
    public static final int MAX_SOCKET_PATH_BYTES = 107;

    static final String VARIABLE = "NETFAILOVER_HOME";

    /** The home that the environment names. */
    public static NetfailoverHome ofEnvironment() {
        return of(System.getenv());
    }

    /**
     * @throws InvalidSettingException when NETFAILOVER_HOME is not absolute: the daemon and the CLI may have different working directories
     */
    static NetfailoverHome of(Map<String, String> environment) {
        String home = Optional.ofNullable(environment.get(VARIABLE)).orElse("");
        if (home.isEmpty()) {
            return new NetfailoverHome(
                    Path.of("/var/lib/netfailover"),
                    Path.of("/etc/netfailover/netfailover.conf"),
                    Path.of("/run/netfailover"));
        }
        Path root = Path.of(home);
        if (!root.isAbsolute()) {
            throw new InvalidSettingException(
                    VARIABLE + "='" + home + "' must be an absolute path, such as " + root.toAbsolutePath());
        }
        return under(root);
    }

    /** Everything below one directory, as NETFAILOVER_HOME does. */
    public static NetfailoverHome under(Path root) {
        return new NetfailoverHome(root.resolve("state"), root.resolve("netfailover.conf"), root.resolve("run"));
    }

    /** Relative paths in the configuration start here. */
    public Path configDirectory() {
        Path parent = configFile.toAbsolutePath().getParent();
        return parent == null ? configFile.toAbsolutePath() : parent;
    }

    /** @throws InvalidSettingException when the path is longer than a socket's may be */
    public Path apiSocket() {
        return checkedSocket(run.resolve("api.sock"), "the home directory", "Set " + VARIABLE + " to a shorter one.");
    }

    /** What stands for this home to people: the directory above all, or the state's where there is none. */
    public Path directory() {
        Path above = state.getParent();
        return above != null && above.equals(run.getParent()) ? above : state;
    }

    /** Held by the daemon as long as it lives: one daemon per home. */
    public Path lockFile() {
        return run.resolve("daemon.lock");
    }

    /** The bpffs of this home. */
    public Path bpfPins() {
        return run.resolve("bpf");
    }

    static Path checkedSocket(Path socket, String cause, String advice) {
        int bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_SOCKET_PATH_BYTES) {
            throw new InvalidSettingException("the path of a Unix socket has at most " + MAX_SOCKET_PATH_BYTES
                    + " bytes, " + cause + " makes it " + bytes + ": " + socket + ". " + advice);
        }
        return socket;
    }
}
