package io.netfailover.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of Debian in a scratch directory, with one database and the role that owns it. It runs as the user {@code postgres}, since it
 * refuses root, and answers on one address, in a network namespace where that is asked for.
 */
public final class Database implements AutoCloseable {
    public static final String NAME = "netfailover";
    public static final String USER = "netfailover";
    public static final String PASSWORD = "lab-password";

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final String OWNER = "postgres";
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final Path directory;
    private final Path programs;
    private final Optional<String> namespace;
    private final String address;
    private final int port;
    private final Removal removal = new Removal("database", this::end);
    private @Nullable Process server;

    private Database(Path directory, Path programs, Optional<String> namespace, String address, int port) {
        this.directory = directory;
        this.programs = programs;
        this.namespace = namespace;
        this.address = address;
        this.port = port;
    }

    /** On loopback, at a port that is free. */
    public static Database start(int port) {
        return start(Optional.empty(), "127.0.0.1", port);
    }

    /**
     * @param namespace where it listens, as {@code ip netns} knows it
     * @throws LabException when PostgreSQL is not installed or does not start, in its words
     */
    public static Database start(Optional<String> namespace, String address, int port) {
        Path directory = scratch();
        Database database = new Database(directory, programs(), namespace, address, port);
        database.removal.arm();
        try {
            database.initialise();
            database.start();
            database.sql("postgres", "CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'");
            database.sql("postgres", "CREATE DATABASE " + NAME + " OWNER " + USER);
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    public String address() {
        return address;
    }

    public int port() {
        return port;
    }

    /** The server's process, to be stopped or killed. */
    public ProcessHandle process() {
        if (server == null) {
            throw new LabException("the database is not running");
        }
        return server.toHandle();
    }

    /** After {@link #stop()} or when it was killed; what was committed is still there. */
    public void start() {
        List<String> command = new ArrayList<>();
        namespace.ifPresent(name -> command.addAll(List.of("ip", "netns", "exec", name)));
        // fsync goes: what is tested is our program's crash, not the machine's.
        command.addAll(asOwner("postgres", "-D", cluster().toString(), "-k", directory.toString(), "-p", port + ""));
        command.addAll(List.of("-c", "listen_addresses=" + address, "-c", "fsync=off", "-c", "shared_buffers=16MB"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        server = Command.start(builder);
        if (!Wait.until(() -> isReady() || !process().isAlive(), START_LIMIT)
                || !process().isAlive()) {
            throw new LabException("PostgreSQL has not started: " + said());
        }
    }

    /** SIGINT: connections are ended, nothing is lost (postgres(1), "fast shutdown"). */
    public void stop() {
        Process running = server;
        if (running == null) {
            return;
        }
        Command.run("kill", "-INT", Long.toString(running.pid()));
        try {
            if (!running.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        server = null;
    }

    /** What a query answers, a line a row, columns divided by {@code |}. */
    public String query(String sql) {
        return sql(NAME, sql);
    }

    private String sql(String name, String sql) {
        return run(
                "psql",
                "-h",
                directory.toString(),
                "-p",
                port + "",
                "-d",
                name,
                "-v",
                "ON_ERROR_STOP=1",
                "-qAt",
                "-c",
                sql);
    }

    /** Stops it and removes all it had. */
    @Override
    public void close() {
        removal.close();
    }

    private void end() {
        stop();
        Removal.delete(directory);
    }

    private void initialise() {
        run("initdb", "-D", cluster().toString(), "-A", "trust", "--no-sync", "-E", "UTF8", "--locale", "C.UTF-8");
        Path rules = cluster().resolve("pg_hba.conf");
        try {
            Files.writeString(rules, "local all all trust\nhost all all all scram-sha-256\n");
        } catch (IOException e) {
            throw new LabException("cannot write " + rules + ": " + e, e);
        }
    }

    private boolean isReady() {
        ProcessBuilder builder =
                new ProcessBuilder(asOwner("pg_isready", "-q", "-h", directory.toString(), "-p", port + ""));
        return Command.run(builder, Command.LIMIT).exit() == 0;
    }

    private String run(String program, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(asOwner(program, arguments)).directory(directory.toFile());
        return Command.run(builder, Command.LIMIT.multipliedBy(2))
                .orFail()
                .out()
                .strip();
    }

    /** setpriv executes the program in its own place, so that the process id is the program's. */
    private List<String> asOwner(String program, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--reuid", OWNER, "--regid", OWNER, "--init-groups", "--"));
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private Path cluster() {
        return directory.resolve("cluster");
    }

    private Path log() {
        return directory.resolve("log");
    }

    private String said() {
        try {
            return Files.readString(log()).strip();
        } catch (IOException e) {
            return "(it said nothing)";
        }
    }

    private static Path scratch() {
        try {
            Path directory = Files.createTempDirectory(
                    "nfdb", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Command.run("chown", OWNER + ":", directory.toString()).orFail();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Debian keeps each major version apart; the newest will do. */
    private static Path programs() {
        try (var versions = Files.newDirectoryStream(VERSIONS, "[0-9]*")) {
            Path newest = null;
            for (Path version : versions) {
                if (newest == null || number(version) > number(newest)) {
                    newest = version;
                }
            }
            if (newest != null && Files.isExecutable(newest.resolve("bin/postgres"))) {
                return newest.resolve("bin");
            }
        } catch (IOException e) {
            // as if there were none
        }
        throw new LabException("PostgreSQL is not installed; on Debian: apt-get install postgresql");
    }

    private static int number(Path version) {
        return Integer.parseInt(version.getFileName().toString());
    }
}
